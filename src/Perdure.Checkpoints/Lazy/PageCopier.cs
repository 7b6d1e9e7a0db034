using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Store;

namespace Perdure.Checkpoints.Lazy;

/// <summary>Puts pages into address spaces that miss them. Used by one thread.</summary>
internal sealed class PageCopier(ImageReader reader)
{
    private const int PageShift = 12;
    private const int PageBytes = ImageLimits.PageBytes;
    private const int ZeroesAhead = 16;
    private const int PauseMicroseconds = 20;
    private static readonly byte[] s_zeros = new byte[PageBytes];
    private readonly HeldChunk _chunk = new(reader);
    private readonly List<Area> _places = [];
    private bool _isDamaged;

    /// <summary>Serves a page that somebody waits for.</summary>
    /// <returns>The chunk that its content came from; -1 if it is zeros, or nobody needs it any more.</returns>
    public int ServeFault(ServedSpace space, ulong page, bool isWrite)
    {
        if (!TryServeZeros(space, page, isWrite, out var run))
            return -1;
        Read(run.Chunk.Value, run.PagesOfChunk);
        CopyRun(space, run);
        Wake(space, page);
        return run.Chunk.Value;
    }

    /// <summary>Reads a chunk and puts its pages into all spaces that miss them.</summary>
    public void ServeChunk(int chunk, IEnumerable<ServedSpace> spaces)
    {
        foreach (var space in spaces)
        {
            if (space.HasAll(chunk))
                continue;
            CopyChunk(space, chunk);
        }
    }

    /// <summary>Puts the pages of a chunk into a space.</summary>
    public void CopyChunk(ServedSpace space, int chunk)
    {
        var runs = space.Pages.RunsOf(chunk);
        var pages = 0UL;
        foreach (var run in runs)
            pages |= run.PagesOfChunk;
        if (pages != 0)
            Read(chunk, pages);
        foreach (var run in runs)
            CopyRun(space, run);
        space.NoteAll(chunk);
    }

    private void Read(int chunk, ulong pages)
    {
        try
        {
            _isDamaged = false;
            _chunk.Hold(new ChunkIndex(chunk), pages);
        }
        catch (PerdureException failure)
        {
            Console.Error.WriteLine($"{LazyServerEntry.ServerName}: {failure.Message}; who touches its pages gets SIGBUS");
            // Wrong bytes must not be seen: whoever touches these pages gets SIGBUS, as for memory that is broken.
            _isDamaged = true;
        }
    }

    /// <summary>If a page isn't of the image, it and some after it become zeros.</summary>
    /// <returns>Whether it is of the image, and so is still missing.</returns>
    private static bool TryServeZeros(ServedSpace space, ulong page, bool isWrite, out PageRun run)
    {
        while (true)
        {
            space.Gate.EnterReadLock();
            try
            {
                run = default;
                if (space.IsClosed)
                    return false;
                if (IsOfImage(space, page, out run))
                    return true;
                if (PutZeros(space, page, isWrite))
                    return false;
            }
            finally
            {
                space.Gate.ExitReadLock();
            }

            _ = ShortSleep.Microseconds(PauseMicroseconds);
        }
    }

    private static bool IsOfImage(ServedSpace space, ulong page, out PageRun run)
    {
        run = default;
        return space.Areas.TryFind(page, out var original) && space.Pages.TryFind(original, out run);
    }

    /// <summary>Precondition: the gate is held.</summary>
    /// <returns>False if it has to be tried again.</returns>
    private static bool PutZeros(ServedSpace space, ulong page, bool isWrite)
    {
        var address = new RemotePtr(page << PageShift);
        var answer = isWrite
            ? Userfaultfd.Copy(space.Descriptor, address, s_zeros, 0)
            : Userfaultfd.ZeroPage(space.Descriptor, address, PageBytes, 0);
        if (answer.Error == Errno.EAGAIN)
            return false;
        if (answer.Error == Errno.ESRCH)
            space.NoteGone();
        else if (answer.Error == Errno.EEXIST)
            _ = Userfaultfd.Wake(space.Descriptor, address, PageBytes);
        else if (answer.Ok)
            PutZerosBehind(space, page);
        return true;
    }

    /// <summary>Memory that is touched for the first time is mostly touched in order: the next pages come along, as far as they are zeros.</summary>
    private static void PutZerosBehind(ServedSpace space, ulong page)
    {
        var end = page + 1;
        while (end < page + ZeroesAhead && !IsOfImage(space, end, out _))
            end++;
        if (end > page + 1)
            _ = Userfaultfd.ZeroPage(space.Descriptor, new RemotePtr((page + 1) << PageShift), (end - page - 1) * PageBytes, 0);
    }

    private void CopyRun(ServedSpace space, PageRun run)
    {
        while (!TryCopyRun(space, run))
            _ = ShortSleep.Microseconds(PauseMicroseconds);
    }

    private bool TryCopyRun(ServedSpace space, PageRun run)
    {
        space.Gate.EnterReadLock();
        try
        {
            if (space.IsClosed)
                return true;
            _places.Clear();
            space.Areas.AddPlacesOf(run.FirstPage, run.EndPage, _places);
            foreach (var place in _places)
            {
                var inChunk = (int)(run.PageInChunk + (place.Original - run.FirstPage)) * PageBytes;
                var length = (int)(place.End - place.First) * PageBytes;
                if (!TryCopy(space, place.First << PageShift, _isDamaged ? new byte[length] : _chunk.Bytes.Slice(inChunk, length)))
                    return false;
            }

            return true;
        }
        finally
        {
            space.Gate.ExitReadLock();
        }
    }

    /// <summary>Copies pages where they are missing. Precondition: the gate is held.</summary>
    /// <returns>False if it has to be tried again from the start.</returns>
    private bool TryCopy(ServedSpace space, ulong address, ReadOnlySpan<byte> pages)
    {
        while (pages.Length > 0)
        {
            var answer = _isDamaged
                ? UserfaultfdPoison.Poison(space.Descriptor, new RemotePtr(address), (ulong)pages.Length)
                : Userfaultfd.Copy(space.Descriptor, new RemotePtr(address), pages, 0);
            if (answer.Error is Errno.EAGAIN or Errno.ENOMEM)
                return false;
            if (answer.Error == Errno.ESRCH)
            {
                space.NoteGone();
                return true;
            }

            if (!answer.Ok && answer.Error != Errno.EEXIST && pages.Length > PageBytes)
            {
                // A border between two mappings lies within: each side is copied for itself.
                var half = pages.Length / PageBytes / 2 * PageBytes;
                if (!TryCopy(space, address, pages[..half]))
                    return false;
                address += (ulong)half;
                pages = pages[half..];
                continue;
            }

            // A single page that can't be filled is there already, or has gone.
            var advance = answer.Ok ? (int)answer.Value : PageBytes;
            address += (ulong)advance;
            pages = pages[advance..];
        }

        return true;
    }

    private static void Wake(ServedSpace space, ulong page)
    {
        space.Gate.EnterReadLock();
        if (!space.IsClosed)
            _ = Userfaultfd.Wake(space.Descriptor, new RemotePtr(page << PageShift), PageBytes);
        space.Gate.ExitReadLock();
    }
}
