namespace Perdure.CliTests.Harness;

/// <summary>What a picture leaves out, each with the reason why a correct restore may change it.</summary>
internal static class MayDiffer
{
    public static IReadOnlyDictionary<string, string> StatusFields { get; } = new Dictionary<string, string>
    {
        ["State"] = "a thread may run or sleep at either time; stopped and zombie are compared by stat",
        ["FDSize"] = "the kernel's table of descriptors never shrinks",
        ["VmPeak"] = "restoring maps a little more for a while",
        ["VmHWM"] = "likewise",
        ["VmRSS"] = "zero pages and clean file pages are not touched by a restore",
        ["RssAnon"] = "likewise",
        ["RssFile"] = "likewise",
        ["RssShmem"] = "likewise",
        ["VmPTE"] = "page tables follow the resident pages",
        ["VmSwap"] = "what was swapped out comes back in memory",
        ["SigQ"] = "counts queued signals of the user, not of the process",
        ["voluntary_ctxt_switches"] = "a count of what has happened",
        ["nonvoluntary_ctxt_switches"] = "likewise",
        ["VmLib"] = "which mappings count as library code depends on how they were made, not on what they hold",
        ["VmExe"] = "likewise",
        ["TracerPid"] = "a tracer may be leaving just then",
        ["VmPin"] = "pins belong to the kernel's users of the moment",
    };

    /// <summary>Fields of stat by their number in proc(5) that must be equal.</summary>
    public static IReadOnlyList<(int Field, string Name)> StatFieldsToCompare { get; } =
    [
        (5, "pgrp"), (6, "session"), (7, "tty_nr"), (8, "tpgid"), (18, "priority"), (19, "nice"), (20, "num_threads"),
        (26, "startcode"), (27, "endcode"), (28, "startstack"), (38, "exit_signal"), (40, "rt_priority"), (41, "policy"),
        (45, "start_data"), (46, "end_data"), (47, "start_brk"), (48, "arg_start"), (49, "arg_end"), (50, "env_start"), (51, "env_end"),
    ];

    public static IReadOnlyList<string> ProcessFiles { get; } =
    [
        "limits", "cmdline", "environ", "comm", "oom_score_adj", "coredump_filter", "personality", "timerslack_ns", "autogroup", "loginuid",
        "timers", "cgroup",
    ];

    public static IReadOnlyDictionary<string, string> FdInfoFields { get; } = new Dictionary<string, string>
    {
        ["mnt_id:"] = "anonymous mounts of pipes and sockets are numbered anew",
        ["ino:"] = "inode numbers of pipes, sockets and anonymous files are new; the link is compared",
        ["eventfd-id:"] = "a number the kernel gives at creation",
        ["it_value:"] = "time goes on",
        ["ticks:"] = "likewise",
        ["eventfd-count:"] = "a guest that works changes it; guests check the count themselves",
    };

    /// <summary>VmFlags of smaps that are not compared.</summary>
    public static IReadOnlyDictionary<string, string> MappingFlags { get; } = new Dictionary<string, string>
    {
        ["sd"] = "soft-dirty follows writes",
        ["ac"] = "bookkeeping for the overcommit limit, depends on the mapping's history",
        ["uw"] = "userfaultfd write-protect tracking of a checkpoint",
        ["um"] = "userfaultfd of a lazy restore",
        ["ui"] = "likewise",
    };
}
