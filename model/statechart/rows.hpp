// RFC 5798 sections 6.4.1 to 6.4.3 as rows: one a branch of the text, its lines in the order of the text. Below the
// twelve rows of the RFC stand those for the three events on which it is silent (docs/adr/0010 to 0012). From this list
// are made the state machine, the proof that each numbered line has its place, and every diagram and table of the
// documentation.
#pragma once

#include <boost/mp11/list.hpp>

#include "model/statechart/effects.hpp"

namespace vrrpspec::statechart {

// ---- 6.4.1 Initialize ----

//= rfc5798 S-100
//# If a Startup event is received, then:
using StartupReceived = On<Startup, "S-100"_clause>;

//= rfc5798 S-105
//# If the Priority = 255 (i.e., the router owns the IPvX
//= rfc5798 S-110
//# Send an ADVERTISEMENT
//= rfc5798 S-115
//# If the protected IPvX address is an IPv4 address, then:
//= rfc5798 S-120
//# Broadcast a gratuitous ARP request containing the
//= rfc5798 S-125
//# else // IPv6
//= rfc5798 S-130
//# For each IPv6 address associated with the virtual
//= rfc5798 S-140
//# Set the Adver_Timer to Advertisement_Interval
//= rfc5798 S-145
//# Transition to the {Master} state
using OwnerStarts = Row<State::initialize, StartupReceived, When<OwnsTheAddresses, "S-105"_clause>,
                        Steps<Do<"S-110"_clause, SendOwnAdvertisement>,
                              ByFamily<"S-115"_clause, Steps<Do<"S-120"_clause, BroadcastGratuitousArp>>,
                                       "S-125"_clause, Steps<Do<"S-130"_clause, AnnounceNeighbor>>>,
                              Do<"S-140"_clause, ArmAdverTimer>>,
                        To<State::master, "S-145"_clause>>;

//= rfc5798 S-150
//# else // rtr does not own virt addr
//= rfc5798 S-155
//# Set Master_Adver_Interval to Advertisement_Interval
//= rfc5798 S-160
//# Set the Master_Down_Timer to Master_Down_Interval
//= rfc5798 S-165
//# Transition to the {Backup} state
using NonOwnerStarts = Row<State::initialize, StartupReceived, When<DoesNotOwnTheAddresses, "S-150"_clause>,
                           Steps<Where<LearnsInterval, Do<"S-155"_clause, AdoptOwnInterval>>,
                                 Do<"S-160"_clause, ArmMasterDownTimer<MasterDownInterval>>>,
                           To<State::backup, "S-165"_clause>>;

// ---- 6.4.2 Backup ----

//= rfc5798 S-345
//# If a Shutdown event is received, then:
//= rfc5798 S-350
//# Cancel the Master_Down_Timer
//= rfc5798 S-355
//# Transition to the {Initialize} state
using BackupShutsDown = Row<State::backup, On<Shutdown, "S-345"_clause>, Always,
                            Steps<Do<"S-350"_clause, StopMasterDownTimer>>, To<State::initialize, "S-355"_clause>>;

//= rfc5798 S-365
//# If the Master_Down_Timer fires, then:
//= rfc5798 S-370
//# Send an ADVERTISEMENT
//= rfc5798 S-375
//# If the protected IPvX address is an IPv4 address, then:
//= rfc5798 S-380
//# Broadcast a gratuitous ARP request on that interface
//= rfc5798 S-385
//# else // ipv6
//= rfc5798 S-390
//# Compute and join the Solicited-Node multicast
//= rfc5798 S-395
//# For each IPv6 address associated with the virtual
//= rfc5798 S-405
//# Set the Adver_Timer to Advertisement_Interval
//= rfc5798 S-410
//# Transition to the {Master} state
using BackupTakesOver =
    Row<State::backup, On<MasterDownTimerFired, "S-365"_clause>, Always,
        Steps<Do<"S-370"_clause, SendOwnAdvertisement>,
              ByFamily<"S-375"_clause, Steps<Do<"S-380"_clause, BroadcastGratuitousArp>>, "S-385"_clause,
                       Steps<Do<"S-390"_clause, JoinGroups>, Do<"S-395"_clause, AnnounceNeighbor>>>,
              Do<"S-405"_clause, ArmAdverTimer>>,
        To<State::master, "S-410"_clause>>;

//= rfc5798 S-420
//# If an ADVERTISEMENT is received, then:
using BackupHears = On<AdvertisementReceived, "S-420"_clause>;

//= rfc5798 S-425
//# If the Priority in the ADVERTISEMENT is zero, then:
//= rfc5798 S-430
//# Set the Master_Down_Timer to Skew_Time
// AMB-3: the Skew_Time of the Master_Adver_Interval that is remembered now.
using BackupHearsPriorityZero = Row<State::backup, BackupHears, When<PriorityIsZero, "S-425"_clause>,
                                    Steps<Do<"S-430"_clause, ArmMasterDownTimer<SkewTime>>>, Stays>;

//= rfc5798 S-440
//# else // priority non-zero
//= rfc5798 S-445
//# If Preempt_Mode is False, or if the Priority in the
//= rfc5798 S-450
//# Set Master_Adver_Interval to Adver Interval
//= rfc5798 S-455
//# Recompute the Master_Down_Interval
//= rfc5798 S-460
//# Reset the Master_Down_Timer to
// AMB-4: Skew_Time goes with it, being part of Master_Down_Interval.
using BackupFollowsMaster =
    Row<State::backup, BackupHears, When<KeepsTheMaster, "S-440"_clause, "S-445"_clause>,
        Steps<Where<LearnsInterval, Do<"S-450"_clause, LearnInterval>, Do<"S-455"_clause, RecomputeDownInterval>>,
              Do<"S-460"_clause, ArmMasterDownTimer<MasterDownInterval>>>,
        Stays>;

//= rfc5798 S-465
//# else // preempt was true or priority was less
//= rfc5798 S-470
//# Discard the ADVERTISEMENT
// AMB-2: the comment means "and".
using BackupIgnoresLesser =
    Row<State::backup, BackupHears, When<WouldPreempt, "S-465"_clause>, Steps<Do<"S-470"_clause, Discard>>, Stays>;

// ---- 6.4.3 Master ----

//= rfc5798 S-655
//# If a Shutdown event is received, then:
//= rfc5798 S-660
//# Cancel the Adver_Timer
//= rfc5798 S-665
//# Send an ADVERTISEMENT with Priority = 0
//= rfc5798 S-670
//# Transition to the {Initialize} state
using MasterShutsDown = Row<State::master, On<Shutdown, "S-655"_clause>, Always,
                            Steps<Do<"S-660"_clause, StopAdverTimer>, Do<"S-665"_clause, SendPriorityZero>>,
                            To<State::initialize, "S-670"_clause>>;

//= rfc5798 S-680
//# If the Adver_Timer fires, then:
//= rfc5798 S-685
//# Send an ADVERTISEMENT
//= rfc5798 S-690
//# Reset the Adver_Timer to Advertisement_Interval
using MasterAdvertises = Row<State::master, On<AdverTimerFired, "S-680"_clause>, Always,
                             Steps<Do<"S-685"_clause, SendOwnAdvertisement>, Do<"S-690"_clause, ArmAdverTimer>>, Stays>;

//= rfc5798 S-700
//# If an ADVERTISEMENT is received, then:
using MasterHears = On<AdvertisementReceived, "S-700"_clause>;

//= rfc5798 S-705
//# If the Priority in the ADVERTISEMENT is zero, then:
//= rfc5798 S-710
//# Send an ADVERTISEMENT
//= rfc5798 S-715
//# Reset the Adver_Timer to Advertisement_Interval
using MasterHearsPriorityZero =
    Row<State::master, MasterHears, When<PriorityIsZero, "S-705"_clause>,
        Steps<Do<"S-710"_clause, SendOwnAdvertisement>, Do<"S-715"_clause, ArmAdverTimer>>, Stays>;

//= rfc5798 S-720
//# else // priority was non-zero
//= rfc5798 S-725
//# If the Priority in the ADVERTISEMENT is greater
//= rfc5798 S-730
//# or
//= rfc5798 S-735
//# If the Priority in the ADVERTISEMENT is equal to
//= rfc5798 S-740
//# Cancel Adver_Timer
//= rfc5798 S-745
//# Set Master_Adver_Interval to Adver Interval
//= rfc5798 S-750
//# Recompute the Skew_Time
//= rfc5798 S-755
//# Recompute the Master_Down_Interval
//= rfc5798 S-760
//# Set Master_Down_Timer to Master_Down_Interval
//= rfc5798 S-765
//# Transition to the {Backup} state
using MasterYields = Row<State::master, MasterHears,
                         When<MasterIsBeaten, "S-720"_clause, "S-725"_clause, "S-730"_clause, "S-735"_clause>,
                         Steps<Do<"S-740"_clause, StopAdverTimer>,
                               Where<LearnsInterval, Do<"S-745"_clause, LearnInterval>,
                                     Do<"S-750"_clause, RecomputeSkew>, Do<"S-755"_clause, RecomputeDownInterval>>,
                               Do<"S-760"_clause, ArmMasterDownTimer<MasterDownInterval>>>,
                         To<State::backup, "S-765"_clause>>;

//= rfc5798 S-770
//# else // new Master logic
//= rfc5798 S-775
//# Discard ADVERTISEMENT
//= rfc9568 D-05
//# Send an ADVERTISEMENT immediately to assert the {Active} state
using MasterStands =
    Row<State::master, MasterHears, When<MasterWins, "S-770"_clause>,
        Steps<Do<"S-775"_clause, Discard>, Where<AnswersLosingAdvert, Do<"D-05"_clause, SendOwnAdvertisement>>>, Stays>;

// ---- Events on which section 6.4 is silent ----

inline constexpr ClauseKey silent = "AMB-15"_clause;

/// docs/adr/0012: the interface coming back starts the protocol, as Startup does.
using OwnerComesUp =
    Row<State::initialize, On<InterfaceUp, silent>, When<OwnsTheAddresses, silent>,
        Steps<Do<silent, SendOwnAdvertisement>,
              ByFamily<silent, Steps<Do<silent, BroadcastGratuitousArp>>, silent, Steps<Do<silent, AnnounceNeighbor>>>,
              Do<silent, ArmAdverTimer>>,
        To<State::master, silent>>;
using NonOwnerComesUp =
    Row<State::initialize, On<InterfaceUp, silent>, When<DoesNotOwnTheAddresses, silent>,
        Steps<Where<LearnsInterval, Do<silent, AdoptOwnInterval>>, Do<silent, ArmMasterDownTimer<MasterDownInterval>>>,
        To<State::backup, silent>>;

/// docs/adr/0011: as Shutdown, but an advert could not leave.
using BackupGoesDown = Row<State::backup, On<InterfaceDown, silent>, Always, Steps<Do<silent, StopMasterDownTimer>>,
                           To<State::initialize, silent>>;
using MasterGoesDown = Row<State::master, On<InterfaceDown, silent>, Always, Steps<Do<silent, StopAdverTimer>>,
                           To<State::initialize, silent>>;

/// docs/adr/0010: new values count at once, a running timer keeps its deadline, and who becomes owner takes over.
inline constexpr ClauseKey unchanged_deadline = "AMB-21"_clause;
using InitializeTakesParameters =
    Row<State::initialize, On<ParametersChanged, silent>, Always, Steps<Do<silent, TakeParameters>>, Stays>;
using BackupTakesParameters = Row<State::backup, On<ParametersChanged, silent>, When<DoesNotBecomeOwner, silent>,
                                  Steps<Do<unchanged_deadline, TakeParameters>>, Stays>;
using BackupBecomesOwner =
    Row<State::backup, On<ParametersChanged, silent>, When<BecomesOwner, silent>,
        Steps<Do<silent, TakeParameters>, Do<silent, StopMasterDownTimer>, Do<silent, SendOwnAdvertisement>,
              ByFamily<silent, Steps<Do<silent, BroadcastGratuitousArp>>, silent,
                       Steps<Do<silent, JoinGroups>, Do<silent, AnnounceNeighbor>>>,
              Do<silent, ArmAdverTimer>>,
        To<State::master, silent>>;
using MasterTakesParameters =
    Row<State::master, On<ParametersChanged, silent>, Always, Steps<Do<unchanged_deadline, TakeParameters>>, Stays>;

/// The chart. Rows of one state stand together, and the states in the order of `State`.
using Rows = boost::mp11::mp_list<OwnerStarts, NonOwnerStarts, OwnerComesUp, NonOwnerComesUp, InitializeTakesParameters,
                                  BackupShutsDown, BackupTakesOver, BackupHearsPriorityZero, BackupFollowsMaster,
                                  BackupIgnoresLesser, BackupGoesDown, BackupTakesParameters, BackupBecomesOwner,
                                  MasterShutsDown, MasterAdvertises, MasterHearsPriorityZero, MasterYields,
                                  MasterStands, MasterGoesDown, MasterTakesParameters>;

}  // namespace vrrpspec::statechart
