// Package booking gives out rooms and mediators for mediation appointments:
// slots, claims, appointments. No room, mediator or party is ever booked twice.
//
// # Who holds what
//
// Time is cut into cells of 30 minutes. A claim is the document of one cell of one
// owner (`room:<id>|<cell>`, `mediator:<account>|<cell>`, `party:<key>|<cell>`)
// or of a case (`case:<id>`: one appointment at a time). Its id is the lock: one
// document per cell, on either engine, sharded or not. A claim that was given
// back stays as a free document, because its version must keep growing: every
// taking and every giving back is a compare-and-swap on a version that never
// comes again, so a process that slept between reading and writing can never free
// a cell that somebody else has taken meanwhile. Purge removes free documents of
// days long past, when nobody can claim them any more.
//
// The appointment document is the one truth about what it needs (Appointment.needs);
// claims follow it, in this order:
//
//  1. The appointment is written first: `claiming` with a lease, or, when another
//     time is proposed, with the move it is about to make and a lease on that.
//  2. The cells are claimed: the room's in sorted order, so that of several
//     contenders for a room one always goes on; then the mediator's, the parties' and
//     the case's, each owner's in sorted order, the owners at the same time.
//     Nobody waits while holding, so there is no deadlock; a loser gives back
//     all it won, and when it lost to a contender that was itself undecided it tries
//     again after a random pause, a bounded number of times, so there is no livelock.
//  3. One compare-and-swap makes it `requested` (or moves it). It succeeds only if
//     the lease was not taken away; only from here on does anybody count on the cells.
//  4. What is no longer needed is given back, after the appointment has said so.
//
// # Races and crashes
//
// A slow claimer whose lease was swept: the sweeper has made the appointment
// `cancelled`, so step 3 fails and the claimer gives back what it took, by the
// versions it wrote itself. If it dies before that, its claims name an
// appointment that does not need them: orphans, which ReleaseOrphans and every
// contender who meets one give back.
//
// Sweeper against confirm (or any two changes): both are compare-and-swaps of the
// same document, and each checks the state it starts from, so one of them loses
// and sees the other's result. A lease or a time limit that has passed means
// nothing until it is written into the appointment: needs does not look at the clock.
//
// Giving back a claim that is not needed (freeUnneeded) reads the claim, then its
// appointment, and frees it at the version read. If the appointment comes to need
// the cell after it was read, it takes the claim again under a higher hold number,
// which raises the version, and the freeing fails.
//
// A crash after step 1, 2 or 3 leaves: a lease that the sweeper ends, with its claims;
// or an appointment that is booked and still owes the case the news. What is owed
// (Appointment.Sync) is saved in the same write as the change and applied to
// the case under a fixed command id, so it arrives once, however often it is sent.
// The case's own claim is kept until all is delivered, so the events of
// two appointments of a case arrive in order. A crash within step 4 leaves orphans.
//
// If the case refuses the news because it has gone another way in between (withdrawn
// while a booking was under way), the appointment is cancelled.
package booking
