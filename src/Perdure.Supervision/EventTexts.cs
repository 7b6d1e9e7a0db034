using System.Globalization;
using Perdure.Checkpoints;

namespace Perdure.Supervision;

/// <summary>What the journal says, in words.</summary>
internal static class EventTexts
{
    /// <summary>When checkpoints are taken.</summary>
    public static string Plan(SupervisionOptions options)
    {
        var triggers = new List<string>();
        if (options.Interval is { } every)
            triggers.Add($"every {Seconds(every)}");
        if (options.Idle is { } quiet)
            triggers.Add($"after {Seconds(quiet)} of quiet");
        if (options.Signals.Count > 0)
            triggers.Add($"on {string.Join(", ", options.Signals)}");
        if (options.BeforeExit)
            triggers.Add("before it is asked to end");
        return triggers.Count == 0 ? "checkpoints on demand" : $"a checkpoint {string.Join(", and ", triggers)}";
    }

    /// <summary>What was read of files, and what lacks.</summary>
    public static string FilesOf(CheckpointOutcome outcome) => outcome.Journal switch
    {
        null => "",
        { Missing: 0 } journal => $", {journal.BytesRead} bytes of files read",
        { } journal => $", {journal.BytesRead} bytes of files read, {journal.Missing} files without content (see perdure show {outcome.Entry.Id})",
    };

    /// <summary>A time.</summary>
    public static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");
}
