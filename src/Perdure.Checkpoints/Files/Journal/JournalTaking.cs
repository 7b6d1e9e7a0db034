using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Content;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Journal;

/// <summary>The journal's part in one checkpoint: the content of every file that the program can write, as it is in the pause.</summary>
/// <param name="journal">What is known from the last checkpoint.</param>
/// <param name="takeOver">Has the new image refer to a chunk of the last one; null if there is none to go on from.</param>
/// <param name="staysStopped">The program stands still until its image is written.</param>
/// <param name="mostBytes">Files with more data than this are left out.</param>
internal sealed class JournalTaking(FileJournal journal, Func<int, int>? takeOver, bool staysStopped, long mostBytes) : IDisposable
{
    private readonly Dictionary<FileIdentity, JournalEntry> _entries = [];
    private readonly Dictionary<FileIdentity, JournaledFile> _done = [];
    private readonly JournalReads _reads = new();

    /// <summary>What it cost, and what it has.</summary>
    public JournalTotals Totals => new(_done.Count, _entries.Count - _done.Count, _reads.InPause + _reads.Later, _reads.InPause, _reads.HandedOver);

    /// <summary>Reads what has to be read while the program stands still. Precondition: all descriptions are found and looked at.</summary>
    public void Capture(CaptureContext context)
    {
        _reads.Begin();
        var mapped = context.Options.Mapped.Select(static mapping => mapping.Identity).ToHashSet();
        foreach (var pending in context.Files.Values)
        {
            var file = pending.File;
            var wanted = pending.Written || mapped.Contains(file.Identity);
            if (!wanted || file.Deleted || file.MadeUp || file.ContentElsewhere || (file.Mode & FileTypes.S_IFMT) != FileTypes.S_IFREG)
                continue;
            pending.Journaled = true;
            _entries.Add(file.Identity, Begin(pending, context.Of(file.Identity), mapped.Contains(file.Identity)));
        }
    }

    /// <summary>Puts a file into the image.</summary>
    /// <returns>Its content, or why there is none; null if the journal has nothing to do with it.</returns>
    public JournalOutcome? Complete(FileIdentity identity, IContentSink sink)
    {
        if (!_entries.TryGetValue(identity, out var entry))
            return null;
        if (entry.WhyNot is not null || entry.Complete(sink, takeOver) is not { } done)
            return new JournalOutcome(null, entry.WhyNot, entry.Mapped);
        _done.Add(identity, done);
        if (entry.WasPatched && !entry.AlwaysAppended)
            journal.LearnPatched(identity);
        var content = new ContentRef { Length = done.Size, Inline = done.Inline, Parts = [.. done.Parts.Select(static part => new ContentPart(part.Offset, part.Length, part.Chunk))] };
        return new JournalOutcome(content, null, entry.Mapped);
    }

    /// <summary>The next checkpoint goes on from this one. Precondition: this one is on disk.</summary>
    public void Keep() => journal.Become(_done);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var entry in _entries.Values)
            entry.Dispose();
        _reads.Dispose();
    }

    private JournalEntry Begin(PendingFile pending, IReadOnlyList<FoundDescription> found, bool mapped)
    {
        if (pending.Leased)
            return Failed(found, "the program holds a lease on it, which reading would break");
        var opened = FileCalls.Reopen(found[0].First.Handle, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        if (!opened.Ok)
            return Failed(found, $"it can't be opened for reading ({opened.Error})");
        var own = opened.Value;
        var status = FileCalls.Status(own).Or(found[0].First.Status);
        var age = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100 - status.ChangedNanoseconds;
        var earlier = takeOver is null ? null : journal.Find(pending.File.Identity);
        var alwaysAppended = !mapped && found.All(static one => IsReadOrAppended(one.First));
        var entry = new JournalEntry(status, earlier, _reads)
        {
            AlwaysAppended = alwaysAppended,
            OnlyAppended = alwaysAppended || (!mapped && !journal.IsPatched(pending.File.Identity) && found.All(one => WritesAtEnd(one.First, status.Size))),
            Mapped = mapped,
            AgeTells = !mapped && age > JournalLimits.ClockTickNanoseconds,
        };
        if (!Plan(entry, own, earlier, new JournalSource(pending, mapped, age)))
            own.Dispose();
        return entry;
    }

    /// <summary>Whether the handle is the entry's from now on.</summary>
    private bool Plan(JournalEntry entry, SafeFileHandle own, JournaledFile? earlier, JournalSource source)
    {
        var size = entry.Status.Size;
        if (earlier is { AgeTells: true } && !source.Mapped && earlier.Size == size && earlier.ChangedNanoseconds == entry.Status.ChangedNanoseconds)
        {
            entry.KeepAll();
            return earlier.Guessed && source.IsAtRest && PlanReadingAgain(entry, own, earlier);
        }

        if (size <= ContentRef.MaxInline)
        {
            entry.ReadInline(own);
            return false;
        }

        if (size > mostBytes && DataRanges.Bytes(DataRanges.Of(own, 0, size)) is var data && data > mostBytes)
        {
            entry.WhyNot = $"it has {data} bytes of data, more than --files-limit";
            return false;
        }

        return earlier is null ? PlanReading(entry, own, 0, source) : PlanGrowth(entry, own, earlier, source);
    }

    /// <summary>What of it has to be read since the last checkpoint.</summary>
    private bool PlanGrowth(JournalEntry entry, SafeFileHandle own, JournaledFile earlier, JournalSource source)
    {
        var marks = entry.OnlyAppended ? GrownFile.Marks(earlier, entry.Status.Size) : [];
        var isGrown = entry.AlwaysAppended ? marks.Count > 0 : GrownFile.AreThereInPause(own, marks, _reads);
        var start = isGrown ? CellReader.CellOf(earlier.Size) : 0;
        if (start > 0)
            entry.KeepBefore(start);
        else if (earlier.OnlyAppended)
            entry.Suspect = earlier.Size;
        if (start == 0 || !entry.AlwaysAppended)
            return PlanReading(entry, own, start, source);

        // Nobody can change what lies before the end: so whether it is the same is seen afterwards.
        var ranges = DataRanges.Of(own, start, entry.Status.Size);
        entry.LookLater(own, marks);
        if (staysStopped || DataRanges.Bytes(ranges) > _reads.LeftInPause || !entry.ReadNow(own, ranges, mayTakeLong: true))
            entry.ReadLater(own, ranges, LaterCheck.NotShorter);
        return true;
    }

    private bool PlanReading(JournalEntry entry, SafeFileHandle own, long start, JournalSource source)
    {
        var ranges = DataRanges.Of(own, start, entry.Status.Size);
        if (staysStopped)
        {
            entry.ReadLater(own, ranges, LaterCheck.None);
            return true;
        }

        // What is at rest and has to come from a disk can wait.
        return (DataRanges.Bytes(ranges) > _reads.LeftInPause || !entry.ReadNow(own, ranges, mayTakeLong: !source.IsAtRest)) && PlanLater(entry, own, ranges, source);
    }

    private bool PlanLater(JournalEntry entry, SafeFileHandle own, List<(long Start, long End)> ranges, JournalSource source)
    {
        if (FileClone.TryMake(own, source.Pending, entry.Status.Device, journal) is { } clone)
        {
            entry.ReadLater(clone, ranges, LaterCheck.None);
            return false;
        }

        if (entry.AlwaysAppended || source.IsAtRest)
        {
            entry.ReadLater(own, ranges, entry.AlwaysAppended ? LaterCheck.NotShorter : LaterCheck.SameAge);
            return true;
        }

        if (DataRanges.Bytes(ranges) > _reads.MostLeftInPause || !entry.ReadNow(own, ranges, mayTakeLong: false))
        {
            var why = source.Mapped ? "is mapped to be written" : "is being written";
            entry.WhyNot = $"it {why}, has {DataRanges.Bytes(ranges)} bytes of data to read, and while the program stands still no more is read than {JournalLimits.BytesInPause >> 20} MiB of files, or {JournalLimits.MostBytesInPause >> 20} MiB that lie in memory and take at most {JournalLimits.MostPauseMilliseconds} ms; its file system can't clone files";
        }

        return false;
    }

    /// <summary>It rests, and some of what is kept of it is a guess.</summary>
    private static bool PlanReadingAgain(JournalEntry entry, SafeFileHandle own, JournaledFile earlier)
    {
        var ranges = DataRanges.Of(own, 0, entry.Status.Size);
        if (DataRanges.Bytes(ranges) > JournalLimits.BytesReadAgainAtOnce && earlier.Tails < JournalLimits.TailsInARow)
            return false;
        entry.ReadAgainLater(own, ranges);
        return true;
    }

    private JournalEntry Failed(IReadOnlyList<FoundDescription> found, string why) => new(found[0].First.Status, null, _reads) { WhyNot = why };

    /// <summary>Whether the next write would append. That all writes before did the same is a guess for descriptions without O_APPEND, see docs/18-files-journal.md.</summary>
    private static bool WritesAtEnd(OpenFile file, long size) => IsReadOrAppended(file) || file.Info.Position == size;

    private static bool IsReadOrAppended(OpenFile file) =>
        file.PathOnly || (file.Flags & OpenFlags.O_ACCMODE) == OpenFlags.O_RDONLY || (file.Flags & OpenFlags.O_APPEND) != 0;
}
