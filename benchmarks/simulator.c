/* The interface of the simulator to the reference in C: what a web page may call, compiled to WebAssembly by wasm.py.

   The page puts arrays into the program's memory, packs the structs of layout.h, and calls `run`. Everything that is
   worked out is worked out by reference.c; here is only the order of calls of its driver, with policies and wellbeing
   kept month by month, because the page draws courses of single issues on their ladders. */

#include "reference.c"

#define EXPORT __attribute__((visibility("default")))

/* Room of so many bytes, at an address that vectors may be read from; 0 where there is none. */
EXPORT void *make_room(uint32_t bytes)
{
    return aligned_alloc(sizeof(lanes), (bytes + sizeof(lanes) - 1) / sizeof(lanes) * sizeof(lanes));
}

EXPORT void give_back(void *at) { free(at); }

/* Rows of the parameter matrix, for a page to check that it fits. */
EXPORT uint32_t parameter_rows(void) { return PARAMETER_ROWS; }

/* Run one strategy on futures.
   parameters (PARAMETER_ROWS, futures), keys (2, futures), as for `reference`; filled in place: outcomes (outcomes,
   futures), courses (months / every, issues + 1, futures): the policy on every issue at the end of each `every`-th month,
   and last the wellbeing of all; tracks (tracks of the strategy, futures). Return 0, or 1 where there is no memory. */
EXPORT int run(const float *parameters, const uint32_t *keys, uint32_t futures, const struct setting *set, const struct moves *m,
               const struct moves *nobody, float *outcomes, float *courses, uint32_t every, float *tracks)
{
    struct block *block = aligned_alloc(sizeof(lanes), sizeof *block);
    if (!block) return 1;
    uint8_t talked_about[ISSUES];
    mark_talked_about(talked_about, m);
    for (uint64_t first = 0; first < futures; first += LANES) {
        const uint64_t count = futures - first < LANES ? futures - first : LANES;
        load_lanes(block, parameters, keys, futures, first);
        struct state *s = &block->s;
        start_future(s, &block->f, &block->p, set, nobody);
        for (uint64_t t = 0; t < set->months; t++) {
            month(s, &block->p, &block->f, set, m, talked_about, (int)t);
            add_month(s, &block->p, &block->f, set, t + LATE_MONTHS >= set->months);
            if ((t + 1) % every) continue;
            float *now = courses + ((t + 1) / every - 1) * (set->issues + 1) * futures + first;
            for (uint64_t i = 0; i < set->issues; i++) put(now + i * futures, s->policy[i], count);
            put(now + set->issues * futures, s->wellbeing_all, count);
        }
        write_outcomes(s, &block->p, set, m, outcomes + first, futures, count);
        for (uint64_t k = 0; k < m->tracks; k++)
            put(tracks + k * futures + first, __builtin_convertvector(s->track_result[k], lanes), count);
    }
    free(block);
    return 0;
}
