using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Content;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Journal;

/// <summary>One file on its way into a checkpoint: what of it is known, what was read in the pause, what is still to be read.</summary>
internal sealed class JournalEntry(FileStatus status, JournaledFile? earlier, JournalReads reads) : IDisposable
{
    private readonly List<JournalPiece> _pieces = [];
    private List<(long Start, long End)> _later = [];
    private Dictionary<long, JournaledPart>? _earlierParts;
    private SafeFileHandle? _own;
    private LaterCheck _check;
    private byte[]? _inline;
    private IReadOnlyList<JournaledPart> _marks = [];
    private bool _readsAgain;
    private bool _guessed;
    private int _tails;

    /// <summary>As it was in the pause.</summary>
    public FileStatus Status => status;

    /// <summary>Whether all that the program writes next will be appended.</summary>
    public bool OnlyAppended { get; init; }

    /// <summary>Whether the kernel sees to that, by O_APPEND; else it is a guess.</summary>
    public bool AlwaysAppended { get; init; }

    /// <summary>Whether it is mapped to be written.</summary>
    public bool Mapped { get; init; }

    /// <summary>Up to where it should be as it was in the last checkpoint, and is read all the same.</summary>
    public long Suspect { get; set; }

    /// <summary>Whether it was not.</summary>
    public bool WasPatched { get; private set; }

    /// <summary>Whether any later write will give it another ctime.</summary>
    public bool AgeTells { get; init; }

    /// <summary>Why there is no content; null as long as there may be some.</summary>
    public string? WhyNot { get; set; }

    /// <summary>It has not changed since the last checkpoint.</summary>
    public void KeepAll()
    {
        _guessed = earlier!.Guessed;
        _tails = earlier.Tails + (_guessed ? 1 : 0);
        _inline = earlier.Inline;
        foreach (var part in earlier.Parts)
            _pieces.Add(Known(part));
    }

    /// <summary>What lies before an offset has not changed.</summary>
    public void KeepBefore(long offset)
    {
        _guessed = earlier!.Guessed || !AlwaysAppended;
        _tails = earlier.Tails + 1;
        foreach (var part in earlier.Parts.TakeWhile(part => part.Offset < offset))
            _pieces.Add(Known(part));
    }

    /// <summary>Reads a file that is small enough to stand in the record itself. Precondition: the program stands still.</summary>
    public void ReadInline(SafeFileHandle own)
    {
        _inline = new byte[status.Size];
        reads.ReadInPause(status.Size);
        WhyNot = CellReader.Fill(own, _inline, 0);
    }

    /// <summary>Reads ranges now, and no more than that: what they hold is looked at afterwards. Precondition: the program stands still.</summary>
    /// <param name="own">Our description of the file.</param>
    /// <param name="ranges">The ranges.</param>
    /// <param name="mayTakeLong">Whether to wait for the disk, and however long it takes.</param>
    /// <returns>False when it takes too long; then nothing of the ranges is there.</returns>
    public bool ReadNow(SafeFileHandle own, List<(long Start, long End)> ranges, bool mayTakeLong)
    {
        var before = _pieces.Count;
        var left = DataRanges.Bytes(ranges);
        foreach (var (offset, length) in CellReader.Cells(ranges))
        {
            var room = reads.TakeRoom();
            _pieces.Add(new JournalPiece(offset, length, null, room));
            var isFilled = false;
            if (!mayTakeLong && (reads.IsTooMuch(left) || !CellReader.TryFillFromCache(own, room.Span(length), offset, out isFilled)))
            {
                Forget(before);
                return false;
            }

            left -= length;
            reads.ReadInPause(length);
            if (!isFilled && (WhyNot = CellReader.Fill(own, room.Span(length), offset)) is not null)
                return true;
        }

        return true;
    }

    /// <summary>Leaves it for afterwards to see whether parts are the same; if not, all of the file is read. The handle is the entry's from now on. Precondition: always appended.</summary>
    public void LookLater(SafeFileHandle own, IReadOnlyList<JournaledPart> marks)
    {
        _own = own;
        _marks = marks;
        _check = LaterCheck.NotShorter;
    }

    /// <summary>Has what was kept by a guess read again afterwards; it stays as it is if that can't be done. The handle is the entry's from now on.</summary>
    public void ReadAgainLater(SafeFileHandle own, List<(long Start, long End)> ranges)
    {
        ReadLater(own, ranges, LaterCheck.SameAge);
        Suspect = status.Size;
        _readsAgain = true;
    }

    /// <summary>Leaves ranges for afterwards; the handle is the entry's from now on.</summary>
    public void ReadLater(SafeFileHandle own, List<(long Start, long End)> ranges, LaterCheck check)
    {
        _own = own;
        _later = ranges;
        _check = check;
    }

    /// <summary>Puts it into the image. Precondition: called once, and there may be content.</summary>
    /// <param name="sink">The image.</param>
    /// <param name="takeOver">Has the image refer to a chunk of the last one.</param>
    /// <returns>What it is; null if that can't be told, and then there is a reason.</returns>
    public JournaledFile? Complete(IContentSink sink, Func<int, int>? takeOver)
    {
        var parts = new List<JournaledPart>();
        foreach (var piece in _pieces)
        {
            if (piece.Known is { } known)
                parts.Add(known with { Chunk = takeOver!(known.Chunk) });
            else if (Add(piece.Offset, piece.Room!.Span(piece.Length)) is { } added)
                parts.Add(added);
        }

        if (_own is not null)
            parts = CompleteLater(_own, parts, Add);
        return WhyNot is null ? new JournaledFile(status.Size, status.ChangedNanoseconds, AgeTells, OnlyAppended, _tails, _guessed, _inline, parts) : null;

        // Zeros stay a hole.
        JournaledPart? Add(long offset, ReadOnlySpan<byte> bytes)
        {
            if (bytes.IndexOfAnyExcept((byte)0) < 0)
                return null;
            var hash = SHA256.HashData(bytes);
            var same = Same(offset, bytes.Length, hash);
            return new JournaledPart(offset, bytes.Length, same is null ? HandOver(bytes, sink) : takeOver!(same.Chunk), hash);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _own?.Dispose();

    private List<JournaledPart> CompleteLater(SafeFileHandle own, List<JournaledPart> parts, Func<long, ReadOnlySpan<byte>, JournaledPart?> add)
    {
        if (_marks.Count > 0 && !GrownFile.AreThere(own, _marks))
        {
            // Cut and written anew, so all of it is read, what was read in the pause included.
            _tails = 0;
            _later = DataRanges.Of(own, 0, status.Size);
            parts = [];
        }

        var read = new List<JournaledPart>();
        reads.Later += DataRanges.Bytes(_later) + _marks.Sum(static part => part.Length);
        var problem = CellReader.Read(own, _later, (offset, bytes) => Append(read, add(offset, bytes))) ?? Recheck(own);
        if (_readsAgain && problem is not null)
            return parts;
        WhyNot ??= problem;
        if (!_readsAgain)
            return [.. parts, .. read];
        (_tails, _guessed) = (0, false);
        return read;
    }

    private static void Append(List<JournaledPart> parts, JournaledPart? part)
    {
        if (part is not null)
            parts.Add(part);
    }

    private void Forget(int before)
    {
        foreach (var piece in _pieces.Skip(before))
            reads.GiveBack(piece.Room!);
        _pieces.RemoveRange(before, _pieces.Count - before);
    }

    private static JournalPiece Known(JournaledPart part) => new(part.Offset, part.Length, part, null);

    private int HandOver(ReadOnlySpan<byte> bytes, IContentSink sink)
    {
        reads.HandedOver += bytes.Length;
        return sink.Write(bytes);
    }

    private JournaledPart? Same(long offset, int length, byte[] hash)
    {
        if (earlier is null)
            return null;
        _earlierParts ??= earlier.Parts.ToDictionary(static part => part.Offset);
        if (_earlierParts.TryGetValue(offset, out var part) && part.Length == length && part.Hash.AsSpan().SequenceEqual(hash))
            return part;
        WasPatched |= offset + ContentRef.MaxPart <= Suspect;
        return null;
    }

    private string? Recheck(SafeFileHandle own)
    {
        if (_check == LaterCheck.None)
            return null;
        var now = FileCalls.Status(own);
        if (!now.Ok || now.Value.Size < status.Size)
            return "it was cut while it was read";
        return _check == LaterCheck.SameAge && (now.Value.Size != status.Size || now.Value.ChangedNanoseconds != status.ChangedNanoseconds)
            ? "it was written while it was read"
            : null;
    }
}
