using System.Diagnostics;
using System.Globalization;
using Perdure.Cli.Documents;
using Perdure.Cli.Output;
using Perdure.Kernel;
using Perdure.Kernel.Procfs;
using Perdure.Store;

namespace Perdure.Cli.Bisect;

/// <summary>Makes trials of checkpoints, one at a time, and keeps what came of each.</summary>
/// <param name="store">Where the checkpoints are.</param>
/// <param name="check">The command.</param>
/// <param name="limit">How long it may run.</param>
/// <param name="isShown">Whether each trial is told, and what its check says.</param>
/// <param name="interrupted">Ends a trial.</param>
internal sealed class TrialBench(ImageStore store, string check, TimeSpan limit, bool isShown, CancellationToken interrupted)
{
    private const int SkipCode = 125;
    private const int GreatestBadCode = 127;
    private readonly List<BisectTrial> _trials = [];
    private readonly List<string> _notes = [];

    /// <summary>The trials so far.</summary>
    internal IReadOnlyList<BisectTrial> Trials => _trials;

    /// <summary>What the user should know, each thing once.</summary>
    internal IReadOnlyList<string> Notes => _notes;

    /// <summary>Makes a trial of one checkpoint. A check that says to stop is a failure.</summary>
    internal Verdict Judge(CatalogEntry checkpoint)
    {
        var status = new StatusLine();
        if (isShown)
            status.Show($"trial {_trials.Count + 1}: {checkpoint.Id} of {TimeOf(checkpoint)}", atOnce: true);
        var watch = Stopwatch.StartNew();
        var (report, output) = Try(checkpoint, status);
        status.Clear();
        var (verdict, reason) = VerdictOf(report, checkpoint);
        Tell(new BisectTrial(
            checkpoint.Id.Value, checkpoint.Created, verdict.ToString().ToLowerInvariant(), reason, report.RestoreMicroseconds, report.CheckMicroseconds, (long)watch.Elapsed.TotalMicroseconds, output));
        Note(report.Notes);
        return verdict;
    }

    /// <summary>The time of a checkpoint for people.</summary>
    internal static string TimeOf(CatalogEntry checkpoint) => TextOf(checkpoint.Created);

    private static string TextOf(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private (TrialReport Report, string Output) Try(CatalogEntry checkpoint, StatusLine status)
    {
        CheckMemory(checkpoint);
        using var hold = Hold(checkpoint, out var obstacle);
        if (hold is null)
            return (new TrialReport(TrialEnd.NotRestored, 0, obstacle, "", 0, [], 0, 0), "");
        var order = new TrialOrder(store.Directory, store.StemOf(checkpoint.Id), checkpoint.Id.Value, check, limit.TotalSeconds);
        var (report, output) = TrialProcess.Run(order, isShown ? status : null, interrupted);
        if (interrupted.IsCancellationRequested)
            throw new PerdureException("interrupted: nothing is left of the trial, and nothing was changed");
        if (report is null)
            throw new PerdureException($"the trial of {checkpoint.Id} ended without an answer", "was it killed, for want of memory? dmesg would say so; nothing is left of it");
        return report.Ended == TrialEnd.NoRoom ? throw new PerdureException(report.Message, report.Hint, (ExitCode)report.ExitCode) : (report, output);
    }

    /// <summary>
    /// While we read a checkpoint, nobody removes what its trial reads: the store's locks can't be seen from within. Null if it is damaged, or has been deleted since the search began.
    /// </summary>
    private ImageReader? Hold(CatalogEntry checkpoint, out string obstacle)
    {
        obstacle = "";
        try
        {
            return store.OpenImage(checkpoint.Id);
        }
        catch (PerdureException failure)
        {
            obstacle = failure.Message;
            return null;
        }
    }

    /// <summary>A trial is a second copy of the program. It must not drive the first one out of memory.</summary>
    private static void CheckMemory(CatalogEntry checkpoint)
    {
        if (ProcMemoryInfo.Available() is { Ok: true, Value: var available } && checkpoint.MemoryBytes > available)
            throw new PerdureException(
                $"a trial of {checkpoint.Id} takes {ByteSize.Format(checkpoint.MemoryBytes)} of memory, and {ByteSize.Format(available)} are free",
                "free some memory, or bisect on another machine with a copy of the store",
                ExitCode.Unsupported);
    }

    private static (Verdict Verdict, string Reason) VerdictOf(TrialReport report, CatalogEntry checkpoint) => (report.Ended, report.Code) switch
    {
        (TrialEnd.NotRestored, _) => (Verdict.Skipped, $"not restored: {report.Message}"),
        (TrialEnd.Timeout, _) => (Verdict.Bad, "the check did not end in its time"),
        (TrialEnd.Exit, 0) => (Verdict.Good, "the check passed"),
        (TrialEnd.Exit, SkipCode) => (Verdict.Skipped, $"the check says so ({SkipCode})"),
        (TrialEnd.Exit, <= GreatestBadCode and var code) => (Verdict.Bad, code switch
        {
            126 => "the check ended with 126: /bin/sh could not run the command",
            127 => "the check ended with 127: /bin/sh did not find the command",
            _ => $"the check ended with {code}",
        }),
        (TrialEnd.Exit, var code) => throw Stopped($"the check ended with {code}", checkpoint),
        (_, var signal) => throw Stopped($"signal {signal} ended the check", checkpoint),
    };

    private static PerdureException Stopped(string why, CatalogEntry checkpoint) => new(
        $"{why} at checkpoint {checkpoint.Id} of {TimeOf(checkpoint)}: that is no verdict, so the search stopped",
        "a check ends with 0 for good, 125 for skip, 1 to 127 else for bad; run it by hand against the live program");

    private void Tell(BisectTrial trial)
    {
        _trials.Add(trial);
        if (!isShown)
            return;
        Console.Out.WriteLine($"{_trials.Count,3}  {trial.Id}  {TextOf(trial.Created)}  {trial.Verdict,-7}  {Duration.Format(trial.WallMicroseconds)}  {SafeText.OneLine(trial.Reason)}");
    }

    private void Note(IEnumerable<string> notes)
    {
        foreach (var note in notes.Except(_notes).ToList())
        {
            _notes.Add(note);
            if (isShown)
                Console.Error.WriteLine($"note: in a trial: {SafeText.OneLine(note)}");
        }
    }
}
