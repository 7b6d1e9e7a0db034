using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Lazy;

/// <summary>
/// An address space that misses pages, while it is served. Copying holds the gate shared; taking a message from the kernel and heeding it
/// holds it alone. So what a copier has looked up still holds when it copies: while an event waits to be taken the kernel refuses copies, and
/// once it is taken the areas are up to date before the next copy.
/// </summary>
internal sealed class ServedSpace : IDisposable
{
    private readonly int[] _done;
    private int _remaining;

    /// <summary>A space of the plan.</summary>
    public ServedSpace(SafeFileHandle descriptor, ObjectPages pages, AreaMap areas, int chunks)
    {
        Descriptor = descriptor;
        Pages = pages;
        Areas = areas;
        IsHeld = true;
        _done = new int[chunks];
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            if (!Holds(chunk))
                _done[chunk] = 1;
            else
                _remaining++;
        }
    }

    private ServedSpace(ServedSpace parent, SafeFileHandle descriptor)
    {
        Descriptor = descriptor;
        Pages = parent.Pages;
        Areas = parent.Areas.Copy();
        _done = [.. parent._done];
        _remaining = _done.Count(done => done == 0);
    }

    /// <summary>Whether the program itself holds the descriptor too; the child of a fork does not.</summary>
    public bool IsHeld { get; }

    /// <summary>Its userfaultfd.</summary>
    public SafeFileHandle Descriptor { get; }

    /// <summary>The pages of the image.</summary>
    public ObjectPages Pages { get; }

    /// <summary>Where they belong now. Guarded by the gate.</summary>
    public AreaMap Areas { get; }

    /// <summary>The gate.</summary>
    public ReaderWriterLockSlim Gate { get; } = new();

    /// <summary>Whether nothing is to be done here any more: all pages are there, or the address space has gone.</summary>
    public bool IsDone => Volatile.Read(ref _remaining) <= 0;

    /// <summary>Whether the descriptor is closed. Guarded by the gate.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>The space of a child that was just born. Precondition: the gate is held alone.</summary>
    public ServedSpace Fork(SafeFileHandle descriptor) => new(this, descriptor);

    /// <summary>Whether all pages of a chunk have been put where they belong.</summary>
    public bool HasAll(int chunk) => Volatile.Read(ref _done[chunk]) != 0;

    /// <summary>Notes that all pages of a chunk have been put where they belong.</summary>
    public void NoteAll(int chunk)
    {
        if (Interlocked.Exchange(ref _done[chunk], 1) == 0)
            Interlocked.Decrement(ref _remaining);
    }

    /// <summary>Notes that the address space has gone: its program has ended, or executes another one.</summary>
    public void NoteGone() => Volatile.Write(ref _remaining, int.MinValue / 2);

    /// <summary>Heeds an event other than a fork. Precondition: the gate is held alone.</summary>
    public void Heed(UffdMessage message)
    {
        const int shift = 12;
        if (message.Event == UffdEvent.UFFD_EVENT_REMAP)
            Areas.Move(message.RemapFrom.Value >> shift, message.RemapTo.Value >> shift, message.RemapLength >> shift);
        else if (message.Event is UffdEvent.UFFD_EVENT_REMOVE or UffdEvent.UFFD_EVENT_UNMAP)
            _ = Areas.Cut(message.RemoveStart.Value >> shift, message.RemoveEnd.Value >> shift);
    }

    /// <summary>Has everybody who waits for a page ask again: messages that a killed server has taken are lost.</summary>
    public void WakeAll()
    {
        const ulong lowest = 0x10000;
        const ulong end = 0x7fff_ffff_f000;
        _ = Userfaultfd.Wake(Descriptor, new RemotePtr(lowest), end - lowest);
    }

    /// <summary>Closes the descriptor: the kernel ends the handling of all its mappings, and whoever waits goes on.</summary>
    public void Dispose()
    {
        Gate.EnterWriteLock();
        IsClosed = true;
        Descriptor.Dispose();
        Gate.ExitWriteLock();
    }

    private bool Holds(int chunk)
    {
        var places = new List<Area>();
        foreach (var run in Pages.RunsOf(chunk))
            Areas.AddPlacesOf(run.FirstPage, run.EndPage, places);
        return places.Count > 0;
    }
}
