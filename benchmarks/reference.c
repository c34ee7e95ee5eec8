/* The project's own reference of the engine in C: an independent oracle, and the yardstick of its speed.

   The same model as src/modusvivendi/engine and src/modusvivendi/engine/equations, written by hand from docs/model.md and the
   docstrings; the same draws of chance give the same futures up to rounding in single precision. One function per
   mechanism, named as there; the stages in the order of the month.

   Every value is a vector of LANES futures (GCC vector extensions, one register wide), so the arithmetic below reads as
   for one future. A comparison gives a mask, one truth value per lane; `pick` chooses by mask.

   What a C programmer does for speed, and this program does: a loop over issues runs through a whole stage, so that what
   is in between stays in registers; what does not depend on the issue, the month or the strategy is worked out once;
   tracks, reversals and shocks are left alone where nothing can happen.

   layout.h is generated with the engine's own layout (python -m modusvivendi.generate), so that places in arrays cannot
   drift: capacities, the structs of parameters, setting and moves in the engine's order, numbers of chance streams, levers,
   roles, effects, states and results of tracks, outcomes and channels. No equation is.

   Compiled with gcc -O3 -march=native, and
     -ffp-contract=fast    multiply and add in one instruction (GCC's default in its own dialect; said for certainty)
     -fno-math-errno       no errno from library calls (there are none in a loop; usual good manners)
     -fno-trapping-math, -ffinite-math-only, -fno-signed-zeros
                           min and max as single instructions; there are no NaNs here, no traps, and no sign of zero
   but no reordering of sums (-ffast-math), which could tip other events than rounding does. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(__AVX512F__)
#include <immintrin.h>
#define LANES 16
#elif defined(__AVX2__)
#include <immintrin.h>
#define LANES 8
#else
#define LANES 4
#endif

typedef float lanes __attribute__((vector_size(4 * LANES)));
typedef int32_t whole __attribute__((vector_size(4 * LANES)));
typedef uint32_t bits __attribute__((vector_size(4 * LANES)));
#if defined(__AVX512F__)
typedef __mmask16 mask;
#else
typedef whole mask; /* all bits of a lane set where true */
#endif

#include "layout.h"

#define INLINE static inline __attribute__((always_inline))

_Static_assert(sizeof(struct parameters) == PARAMETER_ROWS * sizeof(lanes), "layout.h does not fit");

/* ---- a block of futures ------------------------------------------------------------------------------------------ */

/* What is fixed at the start of a future and is the same under every strategy. */
struct fixed {
    mask by_chance;                            /* draws decide; else expected courses */
    bits key_low, key_high;
    lanes lean[ISSUES];                        /* own benefit less doctrine, the steady part of the core */
    lanes log_odds[SEGMENTS];                  /* of belief in dedication at the start */
    lanes doctrine[ISSUES], exposed[ISSUES];   /* distance given up per unit step; politicisation x visibility */
    lanes doctrine_local[ISSUES];              /* the same in the provinces, where members count */
    lanes relief[ISSUES], stake[ISSUES], audience[ISSUES], signal[ISSUES], reactance[ISSUES]; /* reference levels */
    lanes sociable, pressure, standing_in, standing, cohesion_power, wellbeing_all;           /* reference levels */
    lanes keep_demand, keep_contact, keep_belief, keep_cohesion, keep_grievance, keep_cover, keep_revenue, keep_standing,
        keep_wellbeing, keep_hazard, keep_undoable, keep_flow;
};

struct state {
    /* policy and acts */
    lanes policy[ISSUES], rebound[ISSUES], shock[ISSUES], demand[ISSUES], reaction[ISSUES], demand_felt[ISSUES];
    lanes salience_felt[ISSUES], signal_gain[ISSUES], relief[ISSUES], stake[ISSUES];
    lanes seen[ISSUES], undoable[ISSUES], undoable_seen[ISSUES], policy_late[ISSUES];
    mask undone[ISSUES];
    /* audiences and rivals */
    lanes belief[SEGMENTS], cohesion[SEGMENTS], members[SEGMENTS];
    lanes deserted, deserted_rival, cohesion_power, autocracy, rival[RIVALS], outbidder, rival_pull;
    mask intact;
    /* outsiders */
    lanes lapsed[BLOCS], warmth[BLOCS], honoured[BLOCS], broken[BLOCS], trust[BLOCS], follow_through[BLOCS], enforcement[BLOCS];
    lanes accredited[COUNTRIES], recognised[COUNTRIES], accredited_all, recognised_all;
    lanes pressure_in, aid_in, money_in, patron_money, contact_in, standing_in, snub_stock, open_tracks, open_contact;
    lanes loud_core;
    /* tracks and their entries, one entry per issue */
    whole track_state[TRACKS], track_result[TRACKS];
    lanes track_months[TRACKS], track_wait[TRACKS], track_renewals[TRACKS], track_progress[TRACKS], track_clock[TRACKS];
    lanes track_offered[TRACKS], target[ENTRIES], accepted[ENTRIES], below[ENTRIES], granted[ENTRIES];
    /* accounts, people */
    lanes revenue, tax, cover, bite, need, grievance, standing, contact, sociable, sanction_years, reward_flow;
    lanes hazard[HAZARDS], hazard_harm, attack_wave, wellbeing[GROUPS], wellbeing_all, services, departed;
    /* sums over the course */
    lanes sum_wellbeing[GROUPS], sum_attacks, sum_money, sum_firmness, sum_standing, sum_services;
    lanes broken_outsiders, broken_authority, paid_for_nothing;
};

/* ---- lanes and masks: the few operations that GCC's vector extensions lack ------------------------------------------- */

INLINE lanes all(float x) { return x - (lanes){0}; }
INLINE whole all_whole(int x) { return x - (whole){0}; }

#if defined(__AVX512F__)
#define NOWHERE ((mask)0)
INLINE mask below(lanes a, lanes b) { return _mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_LT_OQ); }
INLINE mask is(whole a, int b) { return _mm512_cmpeq_epi32_mask((__m512i)a, _mm512_set1_epi32(b)); }
INLINE mask no(mask m) { return (mask)~m; }
INLINE int any(mask m) { return m != 0; }
INLINE lanes pick(mask m, lanes a, lanes b) { return (lanes)_mm512_mask_blend_ps(m, (__m512)b, (__m512)a); }
INLINE whole pick_whole(mask m, whole a, whole b) { return (whole)_mm512_mask_blend_epi32(m, (__m512i)b, (__m512i)a); }
INLINE lanes least(lanes a, lanes b) { return (lanes)_mm512_min_ps((__m512)a, (__m512)b); }
INLINE lanes most(lanes a, lanes b) { return (lanes)_mm512_max_ps((__m512)a, (__m512)b); }
#else
#define NOWHERE ((mask){0})
INLINE mask below(lanes a, lanes b) { return a < b; }
INLINE mask is(whole a, int b) { return a == b; }
INLINE mask no(mask m) { return ~m; }
INLINE whole pick_whole(mask m, whole a, whole b) { return (m & a) | (~m & b); }
#if defined(__AVX2__)
INLINE int any(mask m) { return _mm256_movemask_epi8((__m256i)m) != 0; }
INLINE lanes pick(mask m, lanes a, lanes b) { return (lanes)_mm256_blendv_ps((__m256)b, (__m256)a, (__m256)m); }
INLINE lanes least(lanes a, lanes b) { return (lanes)_mm256_min_ps((__m256)a, (__m256)b); }
INLINE lanes most(lanes a, lanes b) { return (lanes)_mm256_max_ps((__m256)a, (__m256)b); }
#else
INLINE int any(mask m)
{
    int32_t found = 0;
    for (int l = 0; l < LANES; l++) found |= m[l];
    return found != 0;
}
INLINE lanes pick(mask m, lanes a, lanes b) { return (lanes)pick_whole(m, (whole)a, (whole)b); }
INLINE lanes least(lanes a, lanes b) { return pick(a < b, a, b); }
INLINE lanes most(lanes a, lanes b) { return pick(a < b, b, a); }
#endif
#endif

INLINE lanes where(mask m, lanes a) { return pick(m, a, all(0.0f)); }
INLINE lanes one_where(mask m) { return where(m, all(1.0f)); }
INLINE lanes positive(lanes a) { return most(a, all(0.0f)); }
INLINE lanes clip(lanes x, float low, float high) { return least(most(x, all(low)), all(high)); }

/* ---- elementary functions ------------------------------------------------------------------------------------------------ */

/* e to the power x: Cephes' single-precision polynomial on [-ln2/2, ln2/2], times a power of two.
   Adding 1.5 * 2^23 rounds to a whole number and leaves it in the low bits. */
INLINE lanes exponential_within(lanes x) /* -80 <= x <= 80 */
{
    const float rounder = 12582912.0f;
    lanes shifted = x * 1.44269504f + rounder, k = shifted - rounder;
    lanes r = x - k * 0.693359375f + k * 2.12194440e-4f;
    lanes y = r * 1.9875691500e-4f + 1.3981999507e-3f;
    y = y * r + 8.3334519073e-3f;
    y = y * r + 4.1665795894e-2f;
    y = y * r + 1.6666665459e-1f;
    y = y * r + 5.0000001201e-1f;
    return (y * r * r + r + 1.0f) * (lanes)(((bits)shifted + 127u) << 23);
}

INLINE lanes exponential(lanes x) { return exponential_within(clip(x, -80.0f, 80.0f)); }

/* Natural logarithm of x > 0: Cephes' single-precision polynomial on [sqrt(1/2), sqrt(2)]. */
INLINE lanes logarithm(lanes x)
{
    whole e = (whole)((bits)x >> 23) - 127;
    lanes m = (lanes)(((bits)x & 0x007FFFFFu) | 0x3F800000u);
    mask high = below(all(1.41421356f), m);
    lanes exponent = __builtin_convertvector(e, lanes) + one_where(high);
    lanes r = pick(high, m * 0.5f, m) - 1.0f, z = r * r;
    lanes y = r * 7.0376836292e-2f - 1.1514610310e-1f;
    y = y * r + 1.1676998740e-1f;
    y = y * r - 1.2420140846e-1f;
    y = y * r + 1.4249322787e-1f;
    y = y * r - 1.6668057665e-1f;
    y = y * r + 2.0000714765e-1f;
    y = y * r - 2.4999993993e-1f;
    y = y * r + 3.3333331174e-1f;
    return r + (y * r * z - 0.5f * z) + exponent * 0.693147181f;
}

INLINE lanes logistic(lanes x) { return 1.0f / (1.0f + exponential(-x)); }
INLINE lanes logit(lanes p) { return logarithm(p / (1.0f - p)); }
INLINE lanes saturate(lanes x, lanes half) { return 1.0f - exponential(-0.693147181f * x / half); }
INLINE lanes decay(lanes half_life) { return exponential(-0.693147181f / half_life); }

/* 3 tanh(x / 3) */
INLINE lanes bounded(lanes x)
{
    lanes e = exponential(x * 0.666666667f);
    return 3.0f * (e - 1.0f) / (e + 1.0f);
}

/* ---- chance: a draw is a hash of (future, stream, month, index) ---------------------------------------------------- */

INLINE uint32_t mix_one(uint32_t x)
{
    x = (x ^ (x >> 16)) * 0x7FEB352Du;
    x = (x ^ (x >> 15)) * 0x846CA68Bu;
    return x ^ (x >> 16);
}

INLINE bits mix(bits x)
{
    x = (x ^ (x >> 16)) * 0x7FEB352Du;
    x = (x ^ (x >> 15)) * 0x846CA68Bu;
    return x ^ (x >> 16);
}

INLINE uint32_t counter(uint32_t stream, int month, uint32_t index)
{
    uint32_t c = mix_one(stream * 0x9E3779B9u + (uint32_t)(month + 1) * 0x85EBCA6Bu);
    return mix_one(c + (index + 1) * 0xC2B2AE35u);
}

INLINE bits hash(const struct fixed *f, uint32_t stream, int month, uint32_t index)
{
    return mix(mix(f->key_low + counter(stream, month, index)) + f->key_high);
}

INLINE lanes as_lanes(bits x) { return __builtin_convertvector((whole)x, lanes); }

INLINE lanes uniform(const struct fixed *f, uint32_t stream, int month, uint32_t index)
{
    return as_lanes(hash(f, stream, month, index) >> 8) * 0x1p-24f + 0x1p-25f;
}

struct two { lanes first, second; };

INLINE struct two two_uniforms(const struct fixed *f, uint32_t stream, int month, uint32_t index)
{
    bits x = hash(f, stream, month, index);
    return (struct two){as_lanes(x >> 16) * 0x1p-16f + 0x1p-17f, as_lanes(x & 0xFFFFu) * 0x1p-16f + 0x1p-17f};
}

INLINE lanes centred(lanes u) { return (u - 0.5f) * 3.46410162f; }

/* ---- mechanisms: acts ---------------------------------------------------------------------------------------------- */

#define MONTH 0.0833333333f /* of a year */

INLINE lanes room(lanes u, lanes half) { return u * (1.0f + half) / (u + half); }

/* lean: own benefit less doctrine, each centred over issues and weighted */
INLINE lanes core_toward(lanes lean, lanes school, lanes rebound, lanes trend) { return lean + school + rebound + trend; }
INLINE lanes core_away(lanes lean, lanes school, lanes rebound, lanes trend) { return school + rebound + trend - lean; }

/* common: contact less reactance less doctrine, weighted departures from reference levels */
INLINE lanes drive_toward(lanes common, lanes relief, lanes audience) { return bounded(common + relief - audience); }
INLINE lanes drive_away(lanes common, lanes stake, lanes signal) { return bounded(signal - common - stake); }

INLINE lanes act_rate(lanes base, lanes room_left, lanes core, lanes drive)
{
    return least(base * room_left * exponential(core + drive), all(4.0f));
}

/* Number of acts, 0 to 4, by inverting the Poisson law. */
INLINE lanes poisson_count(lanes u, lanes rate)
{
    lanes p = exponential_within(-rate), c = p, n = one_where(below(c, u));
    p = p * rate, c = c + p, n = pick(below(c, u), n + 1.0f, n);
    p = p * rate * 0.5f, c = c + p, n = pick(below(c, u), n + 1.0f, n);
    p = p * rate * 0.333333333f, c = c + p;
    return pick(below(c, u), n + 1.0f, n);
}

INLINE lanes step_size(lanes u, mask by_leader, lanes scale)
{
    lanes small = pick(by_leader, all(0.46f), all(0.55f)), medium = pick(by_leader, all(0.84f), all(1.0f));
    return pick(below(u, small), all(0.03f), pick(below(u, medium), all(0.08f), all(0.2f))) * scale;
}

INLINE lanes mean_step(lanes leader_share, lanes scale) { return scale * (0.0525f + 0.0237f * leader_share); }

/* ---- mechanisms: audiences ------------------------------------------------------------------------------------------ */

/* per unit of salience */
INLINE lanes base_salience(lanes members, lanes cohesion, lanes amplifier)
{
    return members * (1.0f + amplifier * (1.0f - cohesion)) / (1.0f + 0.5f * amplifier);
}

/* per unit of salience */
INLINE lanes signalling(lanes members, lanes cohesion, lanes pull) { return members * 0.5f * (1.0f - cohesion + pull); }

INLINE lanes dedication(lanes log_odds, lanes seen_step, lanes step_effect, lanes keep)
{
    return clip(keep * log_odds - step_effect * seen_step, -6.0f, 6.0f);
}

INLINE lanes cohesion(lanes now, lanes norm, lanes ideology, lanes belief_gap, lanes patronage_gap, lanes response,
                      lanes other_push, lanes keep)
{
    lanes push = response * (ideology * belief_gap + (1.0f - ideology) * patronage_gap) + other_push;
    return clip(norm + keep * (now - norm) + push, 0.0f, 1.0f);
}

INLINE lanes desertion(lanes rate, lanes slope, lanes critical, lanes cohesion_now)
{
    return clip(rate * MONTH * exponential(slope * (critical - cohesion_now)), 0.0f, 0.02f);
}

INLINE lanes fragmentation(lanes rate, lanes slope, lanes start, lanes cohesion_now)
{
    return clip(rate * MONTH * exponential(slope * (start - cohesion_now)), 0.0f, 0.05f);
}

INLINE lanes rival_strength(lanes now, lanes growth, lanes recruits, lanes suppression, lanes effort)
{
    return clip(now + MONTH * (growth * now * (1.0f - now) - suppression * effort * now) + recruits, 0.0f, 1.0f);
}

INLINE lanes rival_pull(lanes strength) { return strength * (2.0f - strength); }

INLINE lanes reversal_hazard(lanes rate, lanes politicisation, lanes exposure, lanes distance)
{
    return clip(rate * politicisation * exposure * positive(distance), 0.0f, 0.5f);
}

/* ---- mechanisms: outsiders ------------------------------------------------------------------------------------------- */

INLINE lanes lever(lanes background, float set_to, float share) { return background + share * (set_to - background); }

INLINE lanes warmth(lanes now, lanes yearly_drift, lanes noise) { return clip(now + MONTH * yearly_drift + noise, -1.0f, 1.0f); }

INLINE lanes trust(lanes honoured, lanes broken) { return honoured / (honoured + broken); }

INLINE lanes demand_stock(lanes now, lanes inflow, lanes keep) { return keep * now + inflow; }

INLINE lanes reaction(lanes now, lanes step_away, lanes gain, lanes keep) { return clip(keep * now + gain * step_away, 0.0f, 1.0f); }

INLINE lanes contact_stock(lanes now, lanes inflow, lanes keep) { return keep * now + (1.0f - keep) * inflow; }

/* sociable: the stock of contact on a scale from 0 to 1 */
INLINE lanes socialisation(lanes politicisation, lanes sociable) { return (1.0f - politicisation) * sociable; }

/* pace: (rate / 12)(1 + imitation * peers) */
INLINE lanes accreditation(lanes pace, lanes warmth) { return clip(pace * positive(warmth), 0.0f, 0.5f); }

INLINE lanes recognition(lanes rate, lanes imitation, lanes recognisers)
{
    return clip(rate * MONTH * (1.0f + 5.0f * imitation * recognisers), 0.0f, 0.1f);
}

/* ---- mechanisms: deals ------------------------------------------------------------------------------------------------ */

INLINE lanes talks_exposure(lanes visibility, float publicity, lanes floor)
{
    return visibility * (floor + (1.0f - floor) * publicity);
}

INLINE lanes contamination(lanes own, lanes worst, lanes weight) { return (1.0f - weight) * own + weight * worst; }

INLINE lanes deal_value(lanes benefit, lanes doctrine, lanes contact, lanes cost, lanes w_benefit, lanes w_doctrine,
                        lanes b_contact, lanes b_audience)
{
    return w_benefit * (2.0f * benefit - 1.0f) - w_doctrine * doctrine + b_contact * contact - b_audience * cost;
}

INLINE lanes deal_reward(float material, float standing, lanes trust, lanes need, lanes grievance, float heard,
                         lanes b_material, lanes b_standing, lanes b_reactance, lanes discount)
{
    return b_material * trust * material * need + b_standing * trust * standing * (1.0f - discount * grievance)
           - b_reactance * grievance * heard;
}

INLINE lanes unfairness(lanes theirs, lanes own, lanes alpha) { return alpha * positive(theirs - own); }

INLINE lanes provincial_share(lanes value, lanes precision, lanes local) { return local * logistic(precision * value); }

/* lapsed: number of the bloc's asks that ended unmet */
INLINE lanes credibility(lanes lapsed, lanes loss) { return 1.0f / (1.0f + loss * lapsed); }

INLINE lanes consideration(lanes rate, lanes attention, lanes n_open, lanes weight)
{
    return rate * least(attention / n_open, all(1.0f)) * weight;
}

/* ---- mechanisms: accounts and people ----------------------------------------------------------------------------------- */

INLINE lanes patron_cover(lanes now, lanes ceiling, lanes keep, lanes pressure)
{
    lanes target = ceiling * (pressure / (pressure + 0.05f));
    return target + keep * (now - target);
}

INLINE lanes sanction_bite(lanes pressure, lanes cover, lanes years, lanes yearly_decay)
{
    return pressure * (1.0f - cover) * exponential(-yearly_decay * years);
}

INLINE lanes tax_effort(lanes now, lanes gap, lanes response) { return clip(now + response * gap * (1.2f - now), 0.0f, 1.2f); }

INLINE lanes revenue_level(lanes tax, lanes trade_share, lanes bite, lanes take, lanes outside)
{
    return tax * (1.0f - trade_share * bite) + take * outside;
}

INLINE lanes need(lanes revenue, lanes patron_money, lanes half, lanes scale)
{
    return scale * exponential(-0.693147181f * (revenue + patron_money) / half);
}

/* what is accorded beyond the posture of the start: nothing is asked for it */
INLINE lanes unearned_standing(lanes accorded, lanes start) { return clip(accorded - start, 0.0f, 1.0f); }

INLINE lanes leader_grip(lanes now, lanes drift, lanes gain, lanes unearned)
{
    return clip(now + MONTH * (drift + gain * unearned) * (1.0f - now), 0.0f, 1.0f);
}

INLINE lanes standing_level(lanes accorded, lanes accredited) { return 0.5f * (accorded + accredited); }

INLINE lanes grievance(lanes now, lanes due, lanes standing, lanes contact, lanes pressure, lanes slight, lanes keep, lanes snub)
{
    lanes target = clip(due - (0.5f * (standing + contact) - slight * pressure), 0.0f, 1.0f);
    return clip(target + keep * (now - target) + snub, 0.0f, 1.0f);
}

INLINE lanes services(lanes revenue, lanes development, lanes fungibility)
{
    return clip(0.5f * revenue + 0.5f * development * (1.0f - fungibility), 0.0f, 1.0f);
}

INLINE lanes wellbeing(lanes now, lanes policies, lanes aid, lanes service, lanes harm, lanes hazard, lanes keep)
{
    lanes target = clip(policies + aid + service - harm - hazard, 0.0f, 1.0f);
    return target + keep * (now - target);
}

INLINE lanes attacks(lanes base, lanes strength, lanes start, lanes mass_attack, lanes more)
{
    return base * strength / most(start, all(1e-6f)) * (1.0f + mass_attack) * (1.0f + more);
}

INLINE lanes departures(lanes rate, lanes slope, lanes start, lanes wellbeing_now)
{
    return clip(rate * MONTH * exponential(slope * (start - wellbeing_now)), 0.0f, 0.02f);
}

/* ---- stage 1: outsiders move --------------------------------------------------------------------------------------------- */

/* What one bloc brings to every issue this month. */
struct voice { lanes loud, source, relief, stake; };

INLINE struct voice bloc_moves(struct state *restrict s, const struct parameters *restrict p, const struct fixed *restrict f,
                               const struct setting *set, const struct moves *m, int t, uint64_t b)
{
    const float share = m->follow[b];
    const uint64_t row = ((t < 0 ? 0 : (uint64_t)t) * set->blocs + b) * LEVERS;
    const float *v = m->levers + row, *is_set = m->lever_set + row;
#define LEVER(background, which) lever(background, v[which], share * is_set[which])
    lanes noise = where(f->by_chance, p->posture_noise) * centred(uniform(f, STREAM_WARMTH, t, b));
    lanes w = t < 0 ? all(0.0f) : warmth(s->warmth[b], p->bloc_drift[b], noise);
    s->warmth[b] = w;
    lanes pressure = LEVER(clip(p->bloc_pressure[b] * (1.0f - w), 0.0f, 1.0f), LEVER_PRESSURE);
    lanes money = LEVER(clip(p->bloc_money[b] * (1.0f + w), 0.0f, 1.0f), LEVER_MONEY);
    lanes contact = LEVER(clip(p->bloc_contact[b] * (1.0f + w), 0.0f, 1.0f), LEVER_CONTACT);
    lanes standing = LEVER(clip(p->bloc_standing[b] * (1.0f + w), 0.0f, 1.0f), LEVER_STANDING);
    lanes material = p->weight_material[b], weight = p->weight_standing[b];
    s->pressure_in += material * pressure;
    s->aid_in += material * LEVER(p->bloc_aid[b], LEVER_AID);
    s->money_in += material * money;
    s->patron_money += material * money * (1.0f - p->bloc_source[b]);
    s->contact_in += p->weight_contact[b] * contact;
    s->standing_in += weight * standing;
    s->follow_through[b] = LEVER(p->bloc_follow_through[b], LEVER_FOLLOW_THROUGH);
    s->enforcement[b] = LEVER(p->bloc_enforcement[b], LEVER_ENFORCEMENT);
    s->trust[b] = trust(s->honoured[b], s->broken[b]);
    const float snub_rate = share * is_set[LEVER_SNUB] * v[LEVER_SNUB];
    if (snub_rate > 0.0f) {
        lanes drawn = one_where(below(uniform(f, STREAM_SNUB, t, b), all(snub_rate)));
        s->snub_stock += weight * pick(f->by_chance, drawn, all(snub_rate));
    }
    return (struct voice){
        .loud = weight * LEVER(p->bloc_publicity[b], LEVER_PUBLICITY),
        .source = p->bloc_source[b],
        .relief = material * s->trust[b] * 0.5f * (pressure + share * is_set[LEVER_OFFER] * v[LEVER_OFFER]),
        .stake = s->enforcement[b] * material * 0.5f * (money + contact),
    };
#undef LEVER
}

/* What all blocs ask for on each issue, how loudly, and what hangs on it; demands pile up and fade. */
INLINE void bloc_demands(struct state *restrict s, const struct parameters *restrict p, const struct fixed *restrict f,
                         const struct setting *set, const struct moves *m, int t, const struct voice *voices)
{
    s->loud_core = all(0.0f);
    for (uint64_t i = 0; i < set->issues; i++) {
        lanes inflow = all(0.0f), loudness = all(0.0f), relief = all(0.0f), stake = all(0.0f);
        lanes louder = 1.0f + s->reaction[i];
        for (uint64_t b = 0; b < set->blocs; b++) {
            const struct voice *voice = voices + b;
            lanes own = p->bloc_demand[b * ISSUES + i];
            lanes intensity = lever(own, m->demands[b * set->issues + i], m->follow[b] * m->demands_set[b]);
            intensity = clip(intensity * louder, 0.0f, 1.0f);
            lanes loud = intensity * voice->loud;
            inflow += loud * voice->source;
            loudness += loud;
            relief += intensity * voice->relief;
            stake += intensity * voice->stake;
        }
        s->relief[i] = relief;
        s->stake[i] = stake;
        s->loud_core += set->roles[ROLE_core_rights * set->issues + i] * loudness;
        lanes stock = t < 0 ? inflow / (1.0f - f->keep_demand) : demand_stock(s->demand[i], inflow, f->keep_demand);
        lanes felt = stock + p->snub_sensitivity[i] * s->snub_stock;
        s->demand[i] = stock;
        s->demand_felt[i] = saturate(felt, p->demand_half);
    }
    s->snub_stock *= f->keep_demand;
}

/* Whether something that lasts has happened by now: as drawn, or the chance of it. */
INLINE lanes happens(const struct fixed *f, mask drawn, lanes chance, lanes before)
{
    return pick(f->by_chance, pick(drawn, all(1.0f), before), before + chance * (1.0f - before));
}

/* Envoys are accepted by threshold and imitation; recognition is rare. One draw decides both. */
INLINE void countries_move(struct state *restrict s, const struct parameters *restrict p, const struct fixed *restrict f,
                           const struct setting *set, const struct moves *m, int t)
{
    lanes accredited_all = all(0.0f), recognised_all = all(0.0f);
    const lanes pace = p->accreditation_rate * MONTH;
    for (uint64_t b = 0; b < set->blocs; b++) {
        const uint64_t at = ((uint64_t)t * set->blocs + b) * LEVERS + LEVER_STANDING;
        const float is_set = m->lever_set[at], wanted = m->levers[at] * is_set;
        lanes own = p->bloc_standing[b], peers = all(0.0f);
        lanes ease_own = 1.0f + s->warmth[b], ease_followed = is_set * (wanted - own) / (own + 0.1f);
        for (uint64_t j = set->bloc_first[b]; j < set->bloc_last[b]; j++) peers += s->accredited[j];
        const lanes pace_here = pace * (1.0f + p->imitation * peers * (1.0f / set->bloc_size[b]));
        for (uint64_t j = set->bloc_first[b]; j < set->bloc_last[b]; j++) {
            if (set->states[j] == 0.0f) continue; /* a body, not a state: it receives no envoys and recognises nobody */
            const float certain = m->follows[j] * wanted > 0.99f ? 1.0f : 0.0f;
            lanes u = uniform(f, STREAM_ACCREDIT, t, j);
            lanes h = accreditation(pace_here, ease_own + m->follows[j] * ease_followed);
            lanes now = happens(f, below(u, h), h, s->accredited[j]);
            lanes r = most(now * recognition(p->recognition_rate, p->imitation, s->recognised_all), all(certain));
            lanes known = happens(f, below(1.0f - r, u), r, s->recognised[j]);
            s->accredited[j] = now;
            s->recognised[j] = known;
            accredited_all += p->country_standing[j] * now;
            recognised_all += p->country_standing[j] * known;
        }
    }
    s->accredited_all = accredited_all;
    s->recognised_all = recognised_all;
}

/* Tracks are put to the authority in order, as many at once as the strategy allows. */
INLINE void tracks_open(struct state *restrict s, const struct parameters *restrict p, const struct moves *m, int t)
{
    lanes open = all(0.0f), contact = all(0.0f);
    for (uint64_t k = 0; k < m->tracks; k++) open += one_where(is(s->track_state[k], ON_OFFER));
    for (uint64_t k = 0; k < m->tracks; k++) {
        const float share = m->follow[m->track_bloc[k]];
        if (share == 0.0f) continue;
        mask opens = is(s->track_state[k], WAITING) & no(below(all(0.0f), s->track_wait[k])) & below(open, all(m->at_once));
        if ((float)t < m->track_start[k]) opens = NOWHERE;
        s->track_wait[k] -= 1.0f;
        if (any(opens)) {
            open += one_where(opens);
            s->track_state[k] = pick_whole(opens, all_whole(ON_OFFER), s->track_state[k]);
            s->track_months[k] = where(no(opens), s->track_months[k]);
            s->track_offered[k] = pick(opens, all(1.0f), s->track_offered[k]);
            for (uint64_t e = m->track_first[k]; e < m->track_last[k]; e++) {
                lanes aim = clip(s->policy[m->entry_issue[e]] + m->entry_step[e], 0.0f, 1.0f);
                s->target[e] = pick(opens, aim, s->target[e]);
            }
        }
        contact += where(is(s->track_state[k], ON_OFFER), p->talk_contact * share);
    }
    s->open_tracks = open;
    s->open_contact = contact;
}

/* What repeated dealings change. */
INLINE void contact_settles(struct state *restrict s, const struct parameters *restrict p, const struct fixed *restrict f)
{
    s->contact = contact_stock(s->contact, s->contact_in + s->open_contact, f->keep_contact);
    s->sociable = saturate(s->contact, p->contact_half);
}

INLINE void outsiders_move(struct state *restrict s, const struct parameters *restrict p, const struct fixed *restrict f,
                           const struct setting *set, const struct moves *m, int t)
{
    struct voice voices[BLOCS];
    s->pressure_in = s->aid_in = s->money_in = s->patron_money = s->contact_in = s->standing_in = all(0.0f);
    for (uint64_t b = 0; b < set->blocs; b++) voices[b] = bloc_moves(s, p, f, set, m, t, b);
    bloc_demands(s, p, f, set, m, t, voices);
    if (t >= 0) { /* at the start there is nothing to accept yet */
        countries_move(s, p, f, set, m, t);
        tracks_open(s, p, m, t);
    }
    contact_settles(s, p, f);
}

/* ---- stage 2: the authority acts ------------------------------------------------------------------------------------------ */

/* What the base makes of each issue now. */
INLINE void weigh_audiences(struct state *restrict s, const struct parameters *restrict p, const struct fixed *restrict f,
                            const struct setting *set)
{
    lanes caring[SEGMENTS], gaining[SEGMENTS];
    for (uint64_t g = 0; g < set->segments; g++) {
        caring[g] = base_salience(s->members[g], s->cohesion[g], p->cohesion_amplifier);
        gaining[g] = signalling(s->members[g], s->cohesion[g], s->rival_pull);
    }
    for (uint64_t i = 0; i < set->issues; i++) {
        lanes felt = all(0.0f), gain = all(0.0f);
        for (uint64_t g = 0; g < set->segments; g++) {
            lanes k = p->salience[g * ISSUES + i];
            felt += caring[g] * k;
            gain += gaining[g] * k;
        }
        s->salience_felt[i] = felt;
        s->signal_gain[i] = gain * f->exposed[i];
    }
}

struct rates { lanes toward, away; };

/* Expected acts of this month on one issue. */
INLINE struct rates act_rates(struct state *restrict s, const struct parameters *restrict p, const struct fixed *restrict f,
                              uint64_t i, float school, float trend, lanes doctrine_moved, lanes reward_of_hardness)
{
    lanes contact = socialisation(p->politicisation[i], s->sociable - f->sociable);
    lanes reactance = s->grievance * s->demand_felt[i] - f->reactance[i];
    lanes common = p->beta_contact * contact - p->beta_reactance * reactance - doctrine_moved * f->doctrine[i];
    lanes relief = s->need * s->relief[i] - f->relief[i], stake = s->need * s->stake[i] - f->stake[i];
    lanes audience = f->exposed[i] * s->salience_felt[i] - f->audience[i], signal = s->signal_gain[i] - f->signal[i];
    lanes toward = drive_toward(common, p->beta_material * relief, p->beta_audience * audience);
    lanes away = drive_away(common, p->beta_material * stake, p->beta_audience * signal + p->politicisation[i] * reward_of_hardness);
    lanes core_up = core_toward(f->lean[i], p->theta_school_toward * school, p->theta_rebound_toward * s->rebound[i],
                                p->theta_trend_toward * trend);
    lanes core_down = core_away(f->lean[i], p->theta_school_away * school, p->theta_rebound_away * s->rebound[i],
                                p->theta_trend_away * trend);
    lanes x = s->policy[i];
    return (struct rates){
        act_rate(p->rate_toward[i], room(1.0f - x, p->room_half), core_up, toward),
        act_rate(p->rate_away[i], room(x, p->room_half), core_down, away),
    };
}

struct steps { lanes size, by_ministry; };

/* Expected acts become steps: how many, by whom, how large. Acts of one month, issue and direction share level and size. */
INLINE struct steps draw_steps(const struct parameters *restrict p, const struct fixed *restrict f, int t, uint64_t i,
                               uint32_t stream, uint32_t step_stream, lanes rate, lanes leads)
{
    struct two drawn = two_uniforms(f, step_stream, t, i);
    mask by_leader = below(drawn.first, leads);
    lanes count = poisson_count(uniform(f, stream, t, i), rate);
    lanes size = count * step_size(drawn.second, by_leader, p->step_scale);
    return (struct steps){
        pick(f->by_chance, size, rate * mean_step(leads, p->step_scale)),
        pick(f->by_chance, one_where(no(by_leader)), 1.0f - leads),
    };
}

/* Policy moves; what audiences and outsiders saw is noted. */
INLINE void take_steps(struct state *restrict s, const struct parameters *restrict p, const struct fixed *restrict f,
                       uint64_t i, struct steps toward, lanes away)
{
    lanes x = s->policy[i], v = p->visibility[i];
    lanes up = least(positive(toward.size), 1.0f - x), down = least(positive(away), x + up);
    lanes soft = up * toward.by_ministry, held = s->undoable[i] * f->keep_undoable;
    s->policy[i] = x + up - down;
    s->seen[i] = v * (up - down);
    s->undoable_seen[i] = (held * s->undoable_seen[i] + soft * v) / (held + soft + 0.000001f);
    s->undoable[i] = held + soft;
    s->rebound[i] = clip(p->rebound_keep * s->rebound[i] + 5.0f * away, 0.0f, 1.0f);
    s->reaction[i] = reaction(s->reaction[i], 5.0f * away, p->reaction_gain, f->keep_demand);
}

#define TREND_MONTHS 60 /* the slow trend has passed after five years, whatever the horizon */

INLINE void authority_acts(struct state *restrict s, const struct parameters *restrict p, const struct fixed *restrict f,
                           const struct setting *set, int t)
{
    const float edge = set->school_edges[(set->first_month - 1 + (uint64_t)t) % 12];
    const float trend = (float)(t + 1 < TREND_MONTHS ? (t + 1) / (double)TREND_MONTHS : 1.0);
    const lanes doctrine_moved = p->beta_doctrine * (s->autocracy - p->autocracy);
    const lanes reward_of_hardness = p->beta_unearned * unearned_standing(s->standing_in, f->standing_in);
    struct rates rate[ISSUES];
    struct steps toward[ISSUES], away[ISSUES];
    /* one short loop after the other, not one long one: several issues are then under way in the processor at once */
    for (uint64_t i = 0; i < set->issues; i++)
        rate[i] = act_rates(s, p, f, i, edge * set->education[i], trend, doctrine_moved, reward_of_hardness);
    for (uint64_t i = 0; i < set->issues; i++)
        toward[i] = draw_steps(p, f, t, i, STREAM_TOWARD, STREAM_STEP_TOWARD, rate[i].toward, p->leader_toward[i]);
    for (uint64_t i = 0; i < set->issues; i++)
        away[i] = draw_steps(p, f, t, i, STREAM_AWAY, STREAM_STEP_AWAY, rate[i].away, p->leader_away[i]);
    for (uint64_t i = 0; i < set->issues; i++) take_steps(s, p, f, i, toward[i], away[i].size);
}

/* ---- stage 3: deals ---------------------------------------------------------------------------------------------------------- */

/* An issue's private worth to the authority persists and is renewed now and then; only issues of tracks have any use for it. */
INLINE void renew_shocks(struct state *restrict s, const struct parameters *restrict p, const struct fixed *restrict f,
                         const uint8_t *talked_about, const struct setting *set, int t)
{
    for (uint64_t i = 0; i < set->issues; i++) {
        if (!talked_about[i]) continue;
        struct two drawn = two_uniforms(f, STREAM_SHOCK, t, i);
        lanes value = where(f->by_chance, logit(drawn.second));
        s->shock[i] = t == 0 ? value : pick(below(drawn.first * p->shock_months, all(1.0f)), value, s->shock[i]);
    }
}

/* Where track k is considered this month. */
INLINE mask consider(struct state *restrict s, const struct parameters *restrict p, const struct fixed *restrict f,
                      const struct moves *m, uint64_t k, int t)
{
    const uint64_t b = m->track_bloc[k];
    lanes n = most(s->open_tracks, all(1.0f)), heard = m->follow[b] * credibility(s->lapsed[b], p->credibility_loss);
    lanes h = consideration(p->consider_rate, p->attention, n, heard);
    mask free = is(s->track_state[k], ON_OFFER) & below(all(0.5f), p->deals_enabled) & s->intact;
    lanes clock = s->track_clock[k] + where(free, h);
    mask drawn = below(uniform(f, STREAM_CONSIDER, t, m->track_key[k]), h), full = no(below(clock, all(1.0f)));
    mask due = (f->by_chance & drawn) | (no(f->by_chance) & full);
    s->track_clock[k] = where(no(due), clock);
    return free & due;
}

/* Policy moves by dx; audiences see it, and what was done below the leader can be undone. */
INLINE void step_made(struct state *restrict s, uint64_t i, lanes dx, lanes by_others, lanes exposure)
{
    lanes soft = dx * by_others, held = s->undoable[i];
    lanes mixed = (held * s->undoable_seen[i] + soft * exposure) / (held + soft + 1e-6f);
    s->policy[i] += dx;
    s->seen[i] += dx * exposure;
    s->undoable_seen[i] = pick(below(all(0.0f), soft), mixed, s->undoable_seen[i]);
    s->undoable[i] = held + soft;
}

/* The authority takes track k, or parts of it, where it is considered this month. */
INLINE void decide(struct state *restrict s, const struct parameters *restrict p, const struct fixed *restrict f,
                   const struct moves *m, uint64_t k, int t, mask considered)
{
    const uint64_t first = m->track_first[k], last = m->track_last[k], b = m->track_bloc[k];
    lanes value[ENTRIES], in_provinces[ENTRIES], worst = all(0.0f), sum_value = all(0.0f), sum_plain = all(0.0f), sum_theirs = all(0.0f);
    float sum_step = 0.0f;
    for (uint64_t e = first; e < last; e++) worst = most(worst, p->politicisation[m->entry_issue[e]]);
    for (uint64_t e = first; e < last; e++) {
        const uint64_t i = m->entry_issue[e];
        const float step = m->entry_step[e];
        lanes exposure = talks_exposure(p->visibility[i], m->track_publicity[k], p->quiet_floor);
        lanes politics = contamination(p->politicisation[i], worst, p->contamination);
        lanes plain = deal_value(p->own_benefit[i], f->doctrine[i], socialisation(p->politicisation[i], s->sociable),
                                 exposure * politics * s->salience_felt[i], p->theta_benefit, p->theta_doctrine,
                                 p->beta_contact, p->beta_audience);
        plain -= p->beta_reactance * s->grievance * (m->track_snub[k] * p->snub_sensitivity[i]);
        in_provinces[e] = plain + p->theta_doctrine * (f->doctrine[i] - f->doctrine_local[i]);
        value[e] = step * (plain + s->shock[i] / p->choice_precision);
        sum_value += value[e];
        sum_plain += step * plain;
        sum_step += step;
        sum_theirs += step * p->outsider_value[i];
    }
    const float material = m->track_reward[k];
    lanes worth = deal_reward(material, m->track_standing[k], s->trust[b], s->need, s->grievance,
                              m->track_publicity[k] * m->track_intensity[k], p->beta_material, p->beta_standing,
                              p->beta_reactance, p->standing_discount);
    worth = worth - p->deal_cost - unfairness(sum_theirs - material, sum_plain + worth, p->fairness);
    mask together = no(below(sum_value + worth, all(0.0f))), taken = NOWHERE;
    for (uint64_t e = first; e < last; e++) {
        const uint64_t i = m->entry_issue[e];
        mask alone = no(below(value[e] + worth * m->entry_step[e] / sum_step, all(0.0f)));
        mask yes = m->track_whole[k] > 0.5f ? together : alone;
        lanes by_ministry = one_where(below(uniform(f, STREAM_BELOW, t, i), p->delegation[i]));
        by_ministry = pick(f->by_chance, by_ministry, p->delegation[i]);
        s->accepted[e] = pick(considered, one_where(yes), s->accepted[e]);
        s->below[e] = pick(considered, by_ministry, s->below[e]);
        taken |= yes & considered;
    }
    s->track_state[k] = pick_whole(taken, all_whole(TAKEN), s->track_state[k]);
    s->track_progress[k] = where(no(taken), s->track_progress[k]);
    for (uint64_t e = first; e < last; e++) { /* provinces decide on their part once, whatever the capital does */
        const uint64_t i = m->entry_issue[e];
        mask fresh = considered & no(below(all(0.0f), s->granted[e]));
        lanes part = where(fresh, provincial_share(in_provinces[e], p->choice_precision, p->local[i]));
        lanes exposure = talks_exposure(p->visibility[i], m->track_publicity[k], p->quiet_floor);
        s->granted[e] += part;
        step_made(s, i, least(part * m->entry_step[e], 1.0f - s->policy[i]), all(1.0f), exposure);
    }
}

/* An accepted track moves policy step by step. */
INLINE void carry_out(struct state *restrict s, const struct parameters *restrict p, const struct moves *m, uint64_t k)
{
    mask taken = is(s->track_state[k], TAKEN);
    if (!any(taken)) return;
    const lanes a_month = least(1.0f / p->carry_months, 1.0f - s->track_progress[k]); /* no more than was agreed */
    for (uint64_t e = m->track_first[k]; e < m->track_last[k]; e++) {
        const uint64_t i = m->entry_issue[e];
        lanes agreed = where(taken, s->accepted[e]) * m->entry_step[e] * (1.0f - p->local[i]);
        lanes exposure = talks_exposure(p->visibility[i], m->track_publicity[k], p->quiet_floor);
        step_made(s, i, least(agreed * a_month, 1.0f - s->policy[i]), s->below[e], exposure);
    }
    s->track_progress[k] += where(taken, a_month);
}

struct ending {
    mask ends;
    whole result;
    lanes accepted, crossed;
};

/* Where track k ends this month, and how. */
INLINE struct ending finish(struct state *restrict s, const struct moves *m, uint64_t k)
{
    const uint64_t first = m->track_first[k], last = m->track_last[k];
    const float count = (float)(last - first);
    lanes crossed = all(0.0f), accepted = all(0.0f);
    for (uint64_t e = first; e < last; e++) {
        mask short_of = below(s->policy[m->entry_issue[e]], s->target[e] - 1e-5f);
        crossed += where(no(short_of), all(1.0f / count));
        accepted += s->accepted[e];
    }
    whole state = s->track_state[k];
    mask on_offer = is(state, ON_OFFER);
    mask done = is(state, TAKEN) & below(all(0.999f), s->track_progress[k]);
    mask came_anyway = on_offer & below(all(0.999f), crossed);
    mask out_of_time = on_offer & no(below(s->track_months[k] + 1.0f, all(m->track_patience[k])));
    mask again = out_of_time & no(came_anyway) & below(s->track_renewals[k], all(m->track_renewals[k]));
    mask in_part = m->track_whole[k] < 0.5f ? below(all(0.001f), crossed) : NOWHERE;
    whole result = pick_whole(in_part, all_whole(PARTLY), all_whole(NOT_MET));
    result = pick_whole(came_anyway, all_whole(MET), result);
    result = pick_whole(done, pick_whole(below(all(count - 0.5f), accepted), all_whole(MET), all_whole(PARTLY)), result);
    mask ends = done | came_anyway | (out_of_time & no(again));
    s->track_result[k] = pick_whole(ends, result, s->track_result[k]);
    s->track_state[k] = pick_whole(ends, all_whole(ENDED), pick_whole(again, all_whole(WAITING), state));
    s->track_wait[k] = pick(again, all(m->track_pause[k]), s->track_wait[k]);
    s->track_renewals[k] += one_where(again);
    s->track_months[k] += one_where(on_offer);
    return (struct ending){ends, result, accepted, crossed};
}

/* Rewards follow with the outsiders' follow-through, trust learns, and some is paid for nothing. */
INLINE void settle_rewards(struct state *restrict s, const struct parameters *restrict p, const struct fixed *restrict f,
                           const struct moves *m, uint64_t k, int t, struct ending end)
{
    const uint64_t b = m->track_bloc[k];
    const float share = m->follow[b], material = m->track_reward[k], standing = m->track_standing[k];
    const float size = material > standing ? material : standing, count = (float)(m->track_last[k] - m->track_first[k]);
    mask met = end.ends & is(end.result, MET), partly = end.ends & is(end.result, PARTLY);
    mask unmet = end.ends & is(end.result, NOT_MET);
    lanes part = pick(below(all(0.5f), end.accepted), end.accepted, end.crossed * count) / count;
    lanes earned = pick(met, all(1.0f), where(partly, part));
    lanes kept = s->follow_through[b], lax = 1.0f - s->enforcement[b];
    lanes delivered = one_where(below(uniform(f, STREAM_DELIVER, t, m->track_key[k]), kept));
    lanes anyway = one_where(below(uniform(f, STREAM_PAY_ANYWAY, t, m->track_key[k]), lax));
    delivered = pick(f->by_chance, delivered, kept);
    anyway = where(unmet, pick(f->by_chance, anyway, lax));
    s->lapsed[b] += one_where(unmet);
    lanes learned = p->trust_learning * size * earned;
    s->honoured[b] += learned * delivered;
    s->broken[b] += learned * (1.0f - delivered);
    if (size > 0.0f) s->broken_outsiders += where(below(all(0.0f), earned), 1.0f - delivered);
    lanes paid = earned * delivered + anyway;
    s->reward_flow += share * material * paid;
    lanes raised = clip(s->standing + share * p->weight_standing[b] * standing * paid, 0.0f, 1.0f);
    s->standing = pick(below(all(0.0f), paid), raised, s->standing);
    s->paid_for_nothing += size * anyway;
}

INLINE void deals(struct state *restrict s, const struct parameters *restrict p, const struct fixed *restrict f,
                  const struct setting *set, const struct moves *m, const uint8_t *talked_about, int t)
{
    if (m->tracks == 0) return;
    renew_shocks(s, p, f, talked_about, set, t);
    for (uint64_t k = 0; k < m->tracks; k++) {
        mask in_play = is(s->track_state[k], ON_OFFER) | is(s->track_state[k], TAKEN);
        if (m->follow[m->track_bloc[k]] == 0.0f || !any(in_play)) continue;
        mask considered = consider(s, p, f, m, k, t);
        if (any(considered)) decide(s, p, f, m, k, t, considered);
        carry_out(s, p, m, k);
        struct ending end = finish(s, m, k);
        if (any(end.ends)) settle_rewards(s, p, f, m, k, t, end);
    }
}

/* ---- stage 4: reversals -------------------------------------------------------------------------------------------------------- */

/* A track whose steps below the leader were undone this month was met for a time only. */
INLINE void mark_undone(struct state *restrict s, const struct moves *m)
{
    for (uint64_t k = 0; k < m->tracks; k++)
        for (uint64_t e = m->track_first[k]; e < m->track_last[k]; e++) {
            whole state = s->track_state[k];
            mask live = is(state, TAKEN) | (is(state, ENDED) & (is(s->track_result[k], MET) | is(s->track_result[k], PARTLY)));
            mask lost = live & s->undone[m->entry_issue[e]] & below(all(0.5f), s->accepted[e] * s->below[e]);
            s->track_result[k] = pick_whole(lost, all_whole(TEMPORARY), s->track_result[k]);
            s->track_state[k] = pick_whole(lost, all_whole(ENDED), state);
            s->accepted[e] = where(no(lost), s->accepted[e]);
            s->broken_authority += one_where(lost);
        }
}

/* On each issue, what ministries gave may be taken back by the leader. */
INLINE void reversals(struct state *restrict s, const struct parameters *restrict p, const struct fixed *restrict f,
                      const struct setting *set, const struct moves *m, int t)
{
    mask cases = NOWHERE;
    for (uint64_t i = 0; i < set->issues; i++) {
        lanes held = s->undoable[i], x = s->policy[i];
        lanes h = reversal_hazard(p->reversal_rate, p->politicisation[i], s->undoable_seen[i], x - p->leader_ideal[i]);
        mask struck = below(uniform(f, STREAM_REVERSAL, t, i), h);
        lanes lost = pick(f->by_chance, one_where(struck), h) * least(held, x);
        s->policy[i] = x - lost;
        s->undoable[i] = held - lost;
        s->seen[i] -= lost * p->visibility[i];
        s->undone[i] = struck & below(all(0.005f), held) & f->by_chance;
        cases |= s->undone[i];
    }
    if (m->tracks && any(cases)) mark_undone(s, m);
}

/* ---- stage 5: audiences and rivals ---------------------------------------------------------------------------------------------- */

/* Each segment revises its belief that the leadership is dedicated; cohesion follows; some members leave. */
INLINE void audiences(struct state *restrict s, const struct parameters *restrict p, const struct fixed *restrict f,
                      const struct setting *set, int t)
{
    lanes noticed[ISSUES], deserted = all(0.0f), deserted_rival = all(0.0f), power = all(0.0f);
    for (uint64_t i = 0; i < set->issues; i++) noticed[i] = p->politicisation[i] * s->seen[i];
    s->rival_pull = rival_pull(s->outbidder);
    const lanes paid = (s->revenue - p->revenue) / (p->revenue + 0.01f);
    const lanes push = p->standing_cohesion * (s->standing - f->standing) + p->rally * (s->pressure_in - f->pressure)
                       - p->contagion * s->deserted;
    const lanes noise_size = where(f->by_chance, p->cohesion_noise);
    for (uint64_t g = 0; g < set->segments; g++) {
        lanes seen = all(0.0f);
        for (uint64_t i = 0; i < set->issues; i++) seen += p->care[g * ISSUES + i] * noticed[i];
        s->belief[g] = dedication(s->belief[g], seen, p->dedication_step, f->keep_belief);
        lanes start = p->dedication[g], believed = logistic(f->log_odds[g] + s->belief[g]);
        lanes noise = noise_size * centred(uniform(f, STREAM_COHESION, t, g));
        s->cohesion[g] = cohesion(s->cohesion[g], p->cohesion[g], p->ideology[g], believed - start,
                                  p->patronage_due[g] * paid, p->cohesion_response, push + noise, f->keep_cohesion);
        lanes gone = s->members[g] * desertion(p->desertion_rate, p->desertion_slope, p->cohesion_critical, s->cohesion[g]);
        s->members[g] -= gone;
        deserted += gone;
        deserted_rival += gone * p->ideology[g];
        power += p->power[g] * s->cohesion[g];
    }
    s->deserted = deserted;
    s->deserted_rival = deserted_rival;
    s->cohesion_power = power;
}

/* Fragmentation is absorbing. */
INLINE void break_up(struct state *restrict s, const struct parameters *restrict p, const struct fixed *restrict f, int t)
{
    lanes h = fragmentation(p->fragmentation_rate, p->fragmentation_slope, f->cohesion_power, s->cohesion_power);
    s->intact &= no(f->by_chance & below(uniform(f, STREAM_FRAGMENT, t, 0), h));
}

INLINE void rivals_recruit(struct state *restrict s, const struct parameters *restrict p, const struct setting *set)
{
    const float *weights = set->roles + ROLE_counter_rival * set->issues;
    lanes effort = all(0.0f);
    for (uint64_t i = 0; i < set->issues; i++)
        if (weights[i] > 0.0f) effort += weights[i] * s->policy[i];
    effort = where(s->intact, effort);
    s->outbidder = all(0.0f);
    for (uint64_t r = 0; r < set->rivals; r++) {
        const int outbids = set->outbids[r] > 0.5f;
        lanes gone = set->rival_part[r] * (outbids ? s->deserted_rival : s->deserted - s->deserted_rival);
        s->rival[r] = rival_strength(s->rival[r], p->rival_growth[r], gone * p->rival_recruits[r],
                                     p->rival_suppression[r], effort);
        if (outbids) s->outbidder = most(s->outbidder, s->rival[r]);
    }
}

/* ---- stage 6: accounts settle ----------------------------------------------------------------------------------------------------- */

INLINE void accounts_settle(struct state *restrict s, const struct parameters *restrict p, const struct fixed *restrict f)
{
    s->sanction_years += MONTH * clip(s->pressure_in * 2.0f, 0.0f, 1.0f);
    s->cover = patron_cover(s->cover, p->cover_ceiling, f->keep_cover, s->pressure_in);
    s->bite = sanction_bite(s->pressure_in, s->cover, s->sanction_years, p->bite_decay);
    s->reward_flow *= f->keep_flow;
    lanes outside = clip(0.5f * (s->money_in + s->aid_in) + s->reward_flow, 0.0f, 1.0f);
    s->tax = tax_effort(s->tax, clip(1.0f - s->revenue, 0.0f, 1.0f), p->tax_response);
    lanes level = revenue_level(s->tax, p->trade_share, s->bite, p->aid_take, outside);
    s->revenue = level + f->keep_revenue * (s->revenue - level);
    s->need = need(s->revenue, s->patron_money, p->need_half, p->need_scale);
    level = standing_level(s->standing_in, s->accredited_all);
    s->standing = level + f->keep_standing * (s->standing - level);
    s->grievance = grievance(s->grievance, p->grievance_due, s->standing, s->contact, s->pressure_in, p->pressure_slight,
                             f->keep_grievance, p->snub_pulse * s->snub_stock);
    s->autocracy = leader_grip(s->autocracy, p->autocracy_drift, p->grip_unearned, unearned_standing(s->standing_in, f->standing_in));
}

/* ---- stage 7: population ------------------------------------------------------------------------------------------------------------ */

INLINE void hazards_strike(struct state *restrict s, const struct parameters *restrict p, const struct fixed *restrict f,
                           const struct setting *set, int t)
{
    const float *harm = set->effects + EFFECT_harm * set->hazards, *wave = set->effects + EFFECT_attacks * set->hazards;
    const float *succession = set->effects + EFFECT_succession * set->hazards;
    s->hazard_harm = s->attack_wave = all(0.0f);
    for (uint64_t h = 0; h < set->hazards; h++) {
        lanes u = uniform(f, STREAM_HAZARD, t, h);
        lanes blow = where(f->by_chance & below(u, p->hazard_rate[h] * MONTH), p->hazard_severity[h]);
        s->hazard[h] = clip(s->hazard[h] * f->keep_hazard + blow, 0.0f, 1.0f);
        s->hazard_harm += harm[h] * s->hazard[h];
        s->attack_wave += wave[h] * s->hazard[h];
        if (succession[h] > 0.0f) {
            s->autocracy *= 1.0f - blow;
            for (uint64_t g = 0; g < set->segments; g++) s->cohesion[g] *= 1.0f - p->succession_shock * blow;
        }
    }
}

INLINE void weigh_wellbeing(struct state *restrict s, const struct parameters *restrict p, const struct setting *set)
{
    lanes total = all(0.0f);
    for (uint64_t g = 0; g < set->groups; g++) total += p->population_share[g] * s->wellbeing[g];
    s->wellbeing_all = total;
}

/* The share of aid that arrives. */
INLINE lanes reach_of_aid(const struct state *restrict s, const struct parameters *restrict p, const struct setting *set)
{
    const float *weights = set->roles + ROLE_access * set->issues;
    lanes access = all(0.0f);
    for (uint64_t i = 0; i < set->issues; i++)
        if (weights[i] > 0.0f) access += weights[i] * s->policy[i];
    return p->reach_floor + (1.0f - p->reach_floor) * access;
}

INLINE void people_fare(struct state *restrict s, const struct parameters *restrict p, const struct fixed *restrict f,
                        const struct setting *set)
{
    s->services = services(s->revenue, s->money_in, p->fungibility);
    lanes aid = s->aid_in * reach_of_aid(s, p, set);
    lanes blows = s->hazard_harm + where(no(s->intact), p->break_harm);
    for (uint64_t g = 0; g < set->groups; g++) {
        lanes policies = all(0.0f);
        for (uint64_t i = 0; i < set->issues; i++) policies += p->group_policy[g * ISSUES + i] * s->policy[i];
        s->wellbeing[g] = wellbeing(s->wellbeing[g], policies, p->group_aid[g] * aid, p->group_services[g] * s->services,
                                    p->group_pressure[g] * s->bite, p->group_hazards[g] * blows, f->keep_wellbeing);
        s->sum_wellbeing[g] += s->wellbeing[g];
    }
    weigh_wellbeing(s, p, set);
    lanes h = departures(p->departure_rate, p->departure_slope, f->wellbeing_all, s->wellbeing_all);
    s->departed += h * (1.0f - s->departed);
}

/* ---- the month, and the start ---------------------------------------------------------------------------------------------------------- */

INLINE void month(struct state *restrict s, const struct parameters *restrict p, const struct fixed *restrict f,
                  const struct setting *set, const struct moves *m, const uint8_t *talked_about, int t)
{
    outsiders_move(s, p, f, set, m, t);
    weigh_audiences(s, p, f, set);
    authority_acts(s, p, f, set, t);
    deals(s, p, f, set, m, talked_about, t);
    reversals(s, p, f, set, m, t);
    audiences(s, p, f, set, t);
    break_up(s, p, f, t);
    rivals_recruit(s, p, set);
    accounts_settle(s, p, f);
    hazards_strike(s, p, f, set, t);
    people_fare(s, p, f, set);
}

static void set_shares_kept(struct fixed *restrict f, const struct parameters *restrict p)
{
    f->by_chance = below(all(0.5f), p->chance);
    f->keep_demand = decay(p->demand_halflife);
    f->keep_contact = decay(p->contact_halflife);
    f->keep_belief = decay(p->dedication_halflife);
    f->keep_cohesion = decay(p->cohesion_halflife);
    f->keep_grievance = decay(p->grievance_halflife);
    f->keep_cover = decay(p->cover_halflife);
    f->keep_revenue = decay(p->revenue_halflife);
    f->keep_standing = decay(p->standing_halflife);
    f->keep_wellbeing = decay(p->wellbeing_halflife);
    f->keep_hazard = decay(p->hazard_halflife);
    f->keep_undoable = decay(p->entrench_halflife);
    f->keep_flow = decay(p->reward_halflife);
}

/* Doctrine: distance given up per unit step from the ideal of those who decide, leader and segments by power. */
static void set_steady(struct fixed *restrict f, const struct parameters *restrict p, const struct setting *set)
{
    const float count = (float)set->issues;
    lanes sum_benefit = all(0.0f), sum_doctrine = all(0.0f);
    for (uint64_t i = 0; i < set->issues; i++) {
        f->exposed[i] = p->politicisation[i] * p->visibility[i];
        f->doctrine[i] = p->autocracy * p->care[set->leader * ISSUES + i];
        for (uint64_t g = 0; g < set->segments; g++)
            f->doctrine[i] += (1.0f - p->autocracy) * p->power[g] * p->care[g * ISSUES + i];
        f->doctrine_local[i] = all(0.0f);
        for (uint64_t g = 0; g < set->segments; g++) f->doctrine_local[i] += p->members[g] * p->care[g * ISSUES + i];
        sum_benefit += p->own_benefit[i];
        sum_doctrine += f->doctrine[i];
    }
    for (uint64_t g = 0; g < set->segments; g++) f->log_odds[g] = logit(p->dedication[g]);
    for (uint64_t i = 0; i < set->issues; i++)
        f->lean[i] = p->theta_benefit * (p->own_benefit[i] - sum_benefit / count)
                     - p->theta_doctrine * (f->doctrine[i] - sum_doctrine / count);
}

static void set_stocks(struct state *restrict s, const struct parameters *restrict p, const struct setting *set)
{
    memset(s, 0, sizeof *s);
    for (uint64_t i = 0; i < set->issues; i++) s->policy[i] = p->start[i];
    for (uint64_t g = 0; g < set->segments; g++) {
        s->members[g] = p->members[g];
        s->cohesion[g] = p->cohesion[g];
        s->cohesion_power += p->power[g] * p->cohesion[g];
    }
    for (uint64_t b = 0; b < set->blocs; b++) {
        s->honoured[b] = p->bloc_honoured[b];
        s->broken[b] = p->bloc_broken[b];
    }
    for (uint64_t j = 0; j < set->countries; j++) s->accredited[j] = all(set->accredited[j]);
    for (uint64_t r = 0; r < set->rivals; r++) {
        s->rival[r] = p->rival_strength[r];
        if (set->outbids[r] > 0.5f) s->outbidder = most(s->outbidder, s->rival[r]);
    }
    s->rival_pull = rival_pull(s->outbidder);
    s->intact = no(NOWHERE);
    s->autocracy = p->autocracy;
    s->revenue = p->revenue;
    s->tax = p->tax_effort;
    s->cover = p->patron_cover;
    s->grievance = p->grievance;
    s->contact = p->contact;
    s->standing = p->standing_start;
    s->sanction_years = p->sanction_years;
}

/* Reference levels: what each drive is at the start under the posture of that day. */
static void set_references(struct fixed *restrict f, struct state *restrict s, const struct parameters *restrict p,
                           const struct setting *set)
{
    s->bite = sanction_bite(s->pressure_in, s->cover, s->sanction_years, p->bite_decay);
    s->need = need(s->revenue, s->patron_money, p->need_half, p->need_scale);
    f->sociable = s->sociable;
    f->pressure = s->pressure_in;
    f->standing_in = s->standing_in;
    f->standing = p->standing_start;
    f->cohesion_power = s->cohesion_power;
    for (uint64_t i = 0; i < set->issues; i++) {
        f->relief[i] = s->need * s->relief[i];
        f->stake[i] = s->need * s->stake[i];
        f->audience[i] = f->exposed[i] * s->salience_felt[i];
        f->signal[i] = s->signal_gain[i];
        f->reactance[i] = s->grievance * s->demand_felt[i];
    }
}

static void start_groups(struct fixed *restrict f, struct state *restrict s, const struct parameters *restrict p,
                         const struct setting *set)
{
    lanes aid = s->aid_in * reach_of_aid(s, p, set), service = services(s->revenue, s->money_in, p->fungibility);
    for (uint64_t g = 0; g < set->groups; g++) {
        lanes policies = all(0.0f);
        for (uint64_t i = 0; i < set->issues; i++) policies += p->group_policy[g * ISSUES + i] * p->start[i];
        s->wellbeing[g] = wellbeing(all(0.0f), policies, p->group_aid[g] * aid, p->group_services[g] * service,
                                    p->group_pressure[g] * s->bite, all(0.0f), all(0.0f));
    }
    weigh_wellbeing(s, p, set);
    s->recognised_all = all(0.0f);
    for (uint64_t j = 0; j < set->countries; j++) {
        s->recognised[j] = all(set->recognised[j]);
        s->recognised_all += p->country_standing[j] * s->recognised[j];
    }
    f->wellbeing_all = s->wellbeing_all;
}

/* The start of a future, the same under every strategy: `nobody` is the strategy that no one follows. */
static void start_future(struct state *restrict s, struct fixed *restrict f, const struct parameters *restrict p,
                         const struct setting *set, const struct moves *nobody)
{
    set_shares_kept(f, p);
    set_steady(f, p, set);
    set_stocks(s, p, set);
    weigh_audiences(s, p, f, set);
    outsiders_move(s, p, f, set, nobody, -1);
    set_references(f, s, p, set);
    start_groups(f, s, p, set);
}

/* ---- what is kept --------------------------------------------------------------------------------------------------------------------- */

#define LATE_MONTHS 12

INLINE void add_month(struct state *restrict s, const struct parameters *restrict p, const struct fixed *restrict f,
                      const struct setting *set, int late)
{
    lanes more = where(no(s->intact), p->break_attacks);
    for (uint64_t r = 0; r < set->rivals; r++)
        s->sum_attacks += attacks(p->rival_attacks[r], s->rival[r], p->rival_strength[r], s->attack_wave, more);
    s->sum_money += clip((s->aid_in + s->money_in + s->reward_flow) * 0.333333333f, 0.0f, 1.0f);
    s->sum_standing += positive(s->standing_in - f->standing_in);
    s->sum_services += s->services;
    s->sum_firmness += s->loud_core - 0.5f * s->standing_in;
    if (late)
        for (uint64_t i = 0; i < set->issues; i++) s->policy_late[i] += (1.0f / LATE_MONTHS) * s->policy[i];
}

INLINE lanes index_of(const lanes *policy, const struct setting *set, int role)
{
    lanes total = all(0.0f);
    for (uint64_t i = 0; i < set->issues; i++) total += set->roles[(uint64_t)role * set->issues + i] * policy[i];
    return total;
}

INLINE lanes mean_trust(const struct state *s, const struct parameters *p, const struct setting *set)
{
    lanes total = all(0.0f);
    for (uint64_t b = 0; b < set->blocs; b++) total += p->weight_material[b] * trust(s->honoured[b], s->broken[b]);
    return total;
}

INLINE lanes count_results(const struct state *s, const struct moves *m, int result)
{
    lanes total = all(0.0f);
    for (uint64_t k = 0; k < m->tracks; k++) total += one_where(is(s->track_result[k], result));
    return total;
}

INLINE void put(float *out, lanes value, uint64_t count) { memcpy(out, &value, count * sizeof(float)); }

static void keep_path(const struct state *s, const struct parameters *p, const struct setting *set, const struct moves *m,
                      float *out, uint64_t sample, uint64_t kept)
{
    const lanes now[CHANNELS] = {
        [CHANNEL_core_rights] = index_of(s->policy, set, ROLE_core_rights),
        [CHANNEL_technical] = index_of(s->policy, set, ROLE_technical),
        [CHANNEL_access] = index_of(s->policy, set, ROLE_access),
        [CHANNEL_wellbeing] = s->wellbeing_all,
        [CHANNEL_cohesion] = s->cohesion_power,
        [CHANNEL_revenue] = s->revenue,
        [CHANNEL_grievance] = s->grievance,
        [CHANNEL_standing] = s->standing,
        [CHANNEL_trust] = mean_trust(s, p, set),
        [CHANNEL_rival] = s->outbidder,
        [CHANNEL_need] = s->need,
        [CHANNEL_deals] = count_results(s, m, MET),
    };
    for (int c = 0; c < CHANNELS; c++) put(out + (uint64_t)c * sample, now[c], kept);
}

static void write_outcomes(const struct state *s, const struct parameters *p, const struct setting *set, const struct moves *m,
                           float *out, uint64_t futures, uint64_t count)
{
    const float a_month = 1.0f / (float)set->months;
    lanes wellbeing = all(0.0f), members = all(0.0f), offered = all(0.0f), met = count_results(s, m, MET);
    for (uint64_t g = 0; g < set->groups; g++) wellbeing += p->population_share[g] * s->sum_wellbeing[g];
    for (uint64_t g = 0; g < set->segments; g++) members += s->members[g];
    for (uint64_t k = 0; k < m->tracks; k++) offered += s->track_offered[k];
    const lanes outcome[OUTCOMES] = {
        [OUTCOME_core_rights] = index_of(s->policy_late, set, ROLE_core_rights),
        [OUTCOME_inclusion] = index_of(s->policy_late, set, ROLE_inclusion),
        [OUTCOME_technical] = index_of(s->policy_late, set, ROLE_technical),
        [OUTCOME_access] = index_of(s->policy_late, set, ROLE_access),
        [OUTCOME_wellbeing] = wellbeing * a_month,
        [OUTCOME_services] = s->sum_services * a_month,
        [OUTCOME_rival] = s->outbidder,
        [OUTCOME_attacks] = s->sum_attacks * a_month,
        [OUTCOME_foreign_groups] = index_of(s->policy_late, set, ROLE_foreign_groups),
        [OUTCOME_narcotics] = index_of(s->policy_late, set, ROLE_narcotics),
        [OUTCOME_cohesion] = s->cohesion_power,
        [OUTCOME_desertion] = 1.0f - members,
        [OUTCOME_fragmented] = one_where(no(s->intact)),
        [OUTCOME_money] = s->sum_money * a_month,
        [OUTCOME_standing_for_nothing] = s->sum_standing * a_month / (1.0f + met),
        [OUTCOME_broken_by_outsiders] = s->broken_outsiders,
        [OUTCOME_broken_by_authority] = s->broken_authority,
        [OUTCOME_paid_for_nothing] = s->paid_for_nothing,
        [OUTCOME_firmness] = clip(s->sum_firmness * a_month + 0.5f, 0.0f, 1.0f),
        [OUTCOME_trust] = mean_trust(s, p, set),
        [OUTCOME_offered] = offered,
        [OUTCOME_met] = met,
        [OUTCOME_partly] = count_results(s, m, PARTLY),
        [OUTCOME_reversed] = count_results(s, m, TEMPORARY),
        [OUTCOME_recognised] = s->recognised_all,
        [OUTCOME_departed] = s->departed,
    };
    for (uint64_t o = 0; o < OUTCOMES; o++) put(out + o * futures, outcome[o], count);
    out += OUTCOMES * futures;
    for (uint64_t g = 0; g < set->groups; g++) put(out + g * futures, s->sum_wellbeing[g] * a_month, count);
    out += set->groups * futures;
    for (uint64_t i = 0; i < set->issues; i++) put(out + i * futures, s->policy_late[i], count);
}

/* ---- the driver ----------------------------------------------------------------------------------------------------------------------------- */

struct block {
    struct parameters p;
    struct fixed f;
    struct state start, s;
};

/* Copy parameters and keys of LANES futures from `first` on; the last future pads a short block. */
static void load_lanes(struct block *block, const float *parameters, const uint32_t *keys, uint64_t futures, uint64_t first)
{
    float *p = (float *)&block->p;
    for (uint64_t l = 0; l < LANES; l++) {
        const uint64_t n = first + l < futures ? first + l : futures - 1;
        block->f.key_low[l] = keys[n];
        block->f.key_high[l] = keys[futures + n];
    }
    if (first + LANES <= futures) {
        for (uint64_t r = 0; r < PARAMETER_ROWS; r++) memcpy(p + r * LANES, parameters + r * futures + first, sizeof(lanes));
        return;
    }
    for (uint64_t r = 0; r < PARAMETER_ROWS; r++)
        for (uint64_t l = 0; l < LANES; l++)
            p[r * LANES + l] = parameters[r * futures + (first + l < futures ? first + l : futures - 1)];
}

static void mark_talked_about(uint8_t *talked_about, const struct moves *m)
{
    memset(talked_about, 0, ISSUES);
    for (uint64_t k = 0; k < m->tracks; k++)
        for (uint64_t e = m->track_first[k]; e < m->track_last[k]; e++) talked_about[m->entry_issue[e]] = 1;
}

/* Run every strategy on the same futures.
   parameters (PARAMETER_ROWS, futures), keys (2, futures); filled in place: outcomes (strategies, outcomes, futures),
   paths (strategies, months, CHANNELS, sample) for the first futures, tracks (strategies, track_rows, futures).
   Return 0, or 1 where there is no memory. */
int reference(const float *parameters, const uint32_t *keys, uint64_t futures, const struct setting *set,
              const struct moves *batch, uint64_t strategies, const struct moves *nobody,
              float *outcomes, float *paths, uint64_t sample, float *tracks, uint64_t track_rows)
{
    struct block *block = aligned_alloc(sizeof(lanes), sizeof *block);
    if (!block) return 1;
    const uint64_t outcome_rows = OUTCOMES + set->groups + set->issues;
    for (uint64_t first = 0; first < futures; first += LANES) {
        const uint64_t count = futures - first < LANES ? futures - first : LANES;
        const uint64_t kept = sample <= first ? 0 : sample - first < count ? sample - first : count;
        load_lanes(block, parameters, keys, futures, first);
        start_future(&block->start, &block->f, &block->p, set, nobody);
        for (uint64_t n = 0; n < strategies; n++) {
            const struct moves *m = batch + n;
            uint8_t talked_about[ISSUES];
            mark_talked_about(talked_about, m);
            struct state *s = memcpy(&block->s, &block->start, sizeof *s);
            for (uint64_t t = 0; t < set->months; t++) {
                month(s, &block->p, &block->f, set, m, talked_about, (int)t);
                add_month(s, &block->p, &block->f, set, t + LATE_MONTHS >= set->months);
                if (kept) keep_path(s, &block->p, set, m, paths + (n * set->months + t) * CHANNELS * sample + first, sample, kept);
            }
            write_outcomes(s, &block->p, set, m, outcomes + n * outcome_rows * futures + first, futures, count);
            for (uint64_t k = 0; k < track_rows; k++) {
                lanes result = k < m->tracks ? __builtin_convertvector(s->track_result[k], lanes) : all(0.0f);
                put(tracks + (n * track_rows + k) * futures + first, result, count);
            }
        }
    }
    free(block);
    return 0;
}

/* Futures side by side, for the report. */
int lanes_of_reference(void) { return LANES; }
