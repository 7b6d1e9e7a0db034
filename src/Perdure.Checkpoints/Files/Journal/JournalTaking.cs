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
        if (entry.WasPatched)
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
    }

    private JournalEntry Begin(PendingFile pending, IReadOnlyList<FoundDescription> found, bool mapped)
    {
        // To open a file ends the leases on it, and the program would be told.
        if (found.Any(static one => one.Holders.Any(static holder => holder.Info.Locks.Any(static held => held.Kind == "LEASE"))))
            return Failed(found, "the program holds a lease on it, which reading would break");
        var opened = FileCalls.Reopen(found[0].First.Handle, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        if (!opened.Ok)
            return Failed(found, $"it can't be opened for reading ({opened.Error})");
        var own = opened.Value;
        var status = FileCalls.Status(own).Or(found[0].First.Status);
        var age = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100 - status.ChangedNanoseconds;
        var earlier = takeOver is null ? null : journal.Find(pending.File.Identity);
        var entry = new JournalEntry(status, earlier, _reads)
        {
            OnlyAppended = !mapped && !journal.IsPatched(pending.File.Identity) && found.All(one => WritesAtEnd(one.First, status.Size)),
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
            return false;
        }

        if (size <= ContentRef.MaxInline)
        {
            entry.ReadInline(own);
            return false;
        }

        var start = earlier is not null && entry.OnlyAppended && GrownFile.IsOnlyGrown(own, earlier, size, _reads) ? CellReader.CellOf(earlier.Size) : 0;
        if (start > 0)
            entry.KeepBefore(start);
        else if (earlier is { OnlyAppended: true })
            entry.Suspect = earlier.Size;
        var ranges = DataRanges.Of(own, start, size);
        var bytes = DataRanges.Bytes(ranges);
        if (bytes > mostBytes)
        {
            entry.WhyNot = $"it has {bytes} bytes of data, more than --files-limit";
            return false;
        }

        if (!staysStopped && bytes <= _reads.LeftInPause)
        {
            entry.ReadNow(own, ranges);
            return false;
        }

        return PlanLater(entry, own, ranges, source);
    }

    private bool PlanLater(JournalEntry entry, SafeFileHandle own, List<(long Start, long End)> ranges, JournalSource source)
    {
        if (staysStopped)
        {
            entry.ReadLater(own, ranges, LaterCheck.None);
            return true;
        }

        if (FileClone.TryMake(own, source.Pending, entry.Status.Device, journal) is { } clone)
        {
            entry.ReadLater(clone, ranges, LaterCheck.None);
            return false;
        }

        if (!entry.OnlyAppended && (source.Mapped || source.AgeNanoseconds < JournalLimits.RestNanoseconds))
        {
            var why = source.Mapped ? "is mapped to be written" : "is being written";
            entry.WhyNot = $"it {why}, has {DataRanges.Bytes(ranges)} bytes of data to read, and no more than {JournalLimits.BytesInPause >> 20} MiB of files are read while the program stands still; its file system can't clone files";
            return false;
        }

        entry.ReadLater(own, ranges, entry.OnlyAppended ? LaterCheck.NotShorter : LaterCheck.SameAge);
        return true;
    }

    private JournalEntry Failed(IReadOnlyList<FoundDescription> found, string why) => new(found[0].First.Status, null, _reads) { WhyNot = why };

    /// <summary>Whether the next write would append. That all writes before did the same is a guess for descriptions without O_APPEND, see docs/18-files-journal.md.</summary>
    private static bool WritesAtEnd(OpenFile file, long size) =>
        file.PathOnly || (file.Flags & OpenFlags.O_ACCMODE) == OpenFlags.O_RDONLY || (file.Flags & OpenFlags.O_APPEND) != 0 || file.Info.Position == size;
}
