namespace Perdure.Cli.Bisect;

/// <summary>What a trial says of a checkpoint.</summary>
internal enum Verdict
{
    /// <summary>The check passed.</summary>
    Good,

    /// <summary>The check failed.</summary>
    Bad,

    /// <summary>Nobody can say.</summary>
    Skipped,
}
