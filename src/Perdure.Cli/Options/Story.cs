namespace Perdure.Cli.Options;

/// <summary>What the demo is to show.</summary>
internal enum Story
{
    /// <summary>A checkpoint, a crash, a restore.</summary>
    Restore = 0,

    /// <summary>A past of many checkpoints, and a search in it.</summary>
    History = 1,
}
