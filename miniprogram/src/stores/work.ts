import { stored } from './stored'

/** Whether a mediator has signed in on this phone: the way to the desk then stands in sight. */
export const deskKnown = stored('mediator', false)
