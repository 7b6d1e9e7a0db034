namespace Perdure.Checkpoints;

/// <summary>The names of the points at which a checkpoint or a restore can be made to fail, in the order in which they are reached.</summary>
public static class FailurePointNames
{
    /// <summary>Those of every checkpoint.</summary>
    public static IReadOnlyList<string> Checkpoint { get; } =
    [
        "surveyed",
        "pre-copy-seized",
        "pre-copy-userfaultfd",
        "pre-copy-armed",
        "pre-copy-thawed",
        "pre-copy-round",
        "seized",
        "frozen",
        "memory-read",
        "undo-frame",
        "registers-aimed",
        "remote-call",
        "scratch-mapped",
        "batch-aimed",
        "thread-saved",
        "settings-saved",
        "processes-saved",
        "shared-memory-saved",
        "files-captured",
        "content-written",
        "sections-written",
        "pack-synced",
        "image-written",
        "published",
    ];

    /// <summary>Those of every restore.</summary>
    public static IReadOnlyList<string> Restore { get; } =
    [
        "planned",
        "seed-started",
        "root-born",
        "born",
        "files-created",
        "process-emptied",
        "mapped",
        "half-filled",
        "filled",
        "threads-started",
        "furnished",
        "files-finished",
        "ready",
    ];
}
