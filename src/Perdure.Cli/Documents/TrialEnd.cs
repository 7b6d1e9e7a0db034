namespace Perdure.Cli.Documents;

/// <summary>How a trial ended, in the words of <see cref="TrialReport"/>.</summary>
internal static class TrialEnd
{
    /// <summary>The check ended by exit.</summary>
    internal const string Exit = "exit";

    /// <summary>A signal ended the check.</summary>
    internal const string Signal = "signal";

    /// <summary>The check ran for longer than it may.</summary>
    internal const string Timeout = "timeout";

    /// <summary>The checkpoint could not be restored, or its program ended before the check began.</summary>
    internal const string NotRestored = "notRestored";

    /// <summary>No trial can be made on this machine.</summary>
    internal const string NoRoom = "noRoom";
}
