/** A bare loop in a process of its own: sums over a small array for a fixed number of rounds, and prints how long that took, in ms. */

const ROUNDS = 400_000_000
const SLOTS = 4_096

const values = Float64Array.from({ length: SLOTS }, (_none, slot) => slot)
const began = performance.now()
let sum = 0
for (let round = 0; round < ROUNDS; round += 1) sum += values[round % SLOTS]! * round
const took = performance.now() - began
// Printed with the time, so that nobody may leave the loop out.
process.stdout.write(`${took} ${sum}\n`)
