using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Memory;
using Perdure.Checkpoints.Namespaces;
using Perdure.Checkpoints.Verifying;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Store;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Lazy;

/// <summary>
/// The restore's side of missing pages: starts the server early, says which pages come later, and hands over. Disposed before the program is
/// let go, it takes the server down with it. Precondition of every member but the choice: called on the tracer thread, in this order.
/// </summary>
internal sealed class LazyRestore : IDisposable
{
    /// <summary>Below this, filling at once takes less time than to start a server.</summary>
    private const long WorthwhilePages = 1024;

    private const UffdFeatures Needed =
        UffdFeatures.UFFD_FEATURE_EVENT_FORK | UffdFeatures.UFFD_FEATURE_EVENT_REMAP | UffdFeatures.UFFD_FEATURE_EVENT_REMOVE | UffdFeatures.UFFD_FEATURE_EVENT_UNMAP;

    // Beyond what programs use by number; where the program has more files open, beyond those.
    private const ulong LeastHeld = 900;

    private readonly ImagePlace _image;
    private readonly Lazy<IReadOnlyList<(ProcessImage, LazySelection)>> _choice;
    private readonly LazyServerLink _server;
    private readonly List<LazySpace> _spaces = [];
    private readonly List<(BlankProcess Process, SafeFileHandle Descriptor)> _registered = [];
    private SafeFileHandle? _journal;
    private ulong _firstHeld;

    private LazyRestore(ImagePlace image, Inventory inventory, ImageReader reader)
    {
        _image = image;
        _choice = new Lazy<IReadOnlyList<(ProcessImage, LazySelection)>>(() => Choose(inventory, reader));
        _server = LazyServerLink.Start(image);
    }

    /// <summary>Whether the kernel lets us serve missing pages of others, their forks included.</summary>
    public static bool IsPossible()
    {
        using var descriptor = Userfaultfd.Create(UffdConstants.O_CLOEXEC).Or(new SafeFileHandle());
        return !descriptor.IsInvalid && Userfaultfd.Api(descriptor, Needed).Ok;
    }

    /// <summary>Starts the server, which opens the image meanwhile.</summary>
    public static LazyRestore Start(ImagePlace image, Inventory inventory, ImageReader reader) => new(image, inventory, reader);

    /// <summary>Which pages of which processes come later; empty if it isn't worth while.</summary>
    public IReadOnlyList<(ProcessImage Image, LazySelection Selection)> Choice => _choice.Value;

    /// <summary>Makes the choice on a thread that has nothing else to do. A failure comes when the choice is needed.</summary>
    public void ChooseEarly()
    {
        try
        {
            _ = _choice.Value;
        }
        catch (PerdureException)
        {
            // It is kept, and thrown again.
        }
    }

    private static IReadOnlyList<(ProcessImage Image, LazySelection Selection)> Choose(Inventory inventory, ImageReader reader)
    {
        var chosen = new List<(ProcessImage, LazySelection Selection)>();
        foreach (var process in inventory.Program.Processes.Where(process => process.AddressSpace is not null).Take(EventJournal.MaxSpaces))
        {
            if (inventory.Pages.TryGetValue(process.AddressSpace!.ObjectId, out var map))
                chosen.Add((process, LazySelection.Of(process, map, PinnedPages.Of(process, map, reader))));
        }

        return chosen.Sum(one => one.Selection.LazyPages) < WorthwhilePages ? [] : [.. chosen.Where(one => one.Selection.LazyPages > 0)];
    }

    /// <summary>Has the kernel ask for the pages of a process that come later. Precondition: its mappings are there, and these empty.</summary>
    /// <param name="process">The process, of one thread so far.</param>
    /// <param name="door">A file that it has open, beyond all of its own.</param>
    /// <param name="objectId">Its memory, in the image.</param>
    /// <param name="selection">Which pages come later.</param>
    /// <returns>Where its pinned pages go.</returns>
    public IPageTarget Register(BlankProcess process, Door door, long objectId, LazySelection selection)
    {
        _firstHeld = Math.Max(LeastHeld, door.Number + 1);
        GrowTable(process, door, _firstHeld + (2 * (ulong)_spaces.Count) + 1);
        // Not closed on exec: the server's successor executes perdure anew, and goes on with the descriptors of forked children too.
        var descriptor = OwnUserfaultfd.Make(process, UffdConstants.O_NONBLOCK, Needed).OrThrow($"make a userfaultfd for process {process.Pid}");
        _registered.Add((process, descriptor));
        const int shift = 12;
        foreach (var range in selection.Ranges)
        {
            _ = Userfaultfd.Register(descriptor, new RemotePtr(range.First << shift), range.Count << shift, UffdRegisterMode.UFFDIO_REGISTER_MODE_MISSING)
                .OrThrow($"register memory of process {process.Pid} at 0x{range.First << shift:x}");
        }

        _spaces.Add(new LazySpace(objectId, selection.Ranges));
        return new MissingPageTarget(descriptor, process.Pid);
    }

    /// <summary>Tells the server what to serve. It begins at once, but fetches nothing that nobody waits for.</summary>
    public void HandOver()
    {
        _journal = EventJournal.Create(new LazyPlan(_image, (int)_firstHeld, _spaces));
        using (var journal = EventJournal.Open(_journal))
        {
            for (var space = 0; space < _registered.Count; space++)
                journal.SetDescriptor(space, FileCalls.Number(_registered[space].Descriptor));
        }

        _server.HandOver(_journal);
    }

    /// <summary>
    /// Leaves its userfaultfd and the journal in each process: whoever is killed, while a process lives its missing pages stay missing, and
    /// somebody can go on. Precondition: the open files of the program are there.
    /// </summary>
    public void LeaveDescriptors(Door door)
    {
        using var readable = FileCalls.Reopen(_journal!, OpenFlags.O_RDONLY).OrThrow("open the journal of missing pages for the program");
        for (var space = 0; space < _registered.Count; space++)
        {
            var (process, descriptor) = _registered[space];
            Leave(process, door, descriptor, _firstHeld + (2 * (ulong)space));
            Leave(process, door, readable, _firstHeld + (2 * (ulong)space) + 1);
        }
    }

    /// <summary>Waits until the server holds everything; only then may the program run.</summary>
    public void AwaitServer() => _server.AwaitServer();

    /// <summary>The program runs.</summary>
    public void TellReleased() => _server.TellReleased();

    /// <inheritdoc/>
    public void Dispose()
    {
        _server.Dispose();
        _journal?.Dispose();
        foreach (var (_, descriptor) in _registered)
            descriptor.Dispose();
    }

    /// <summary>
    /// Makes room for the numbers of <see cref="LeaveDescriptors"/>. A table of files that threads share already is enlarged only after a grace period of RCU, ten
    /// milliseconds and more.
    /// </summary>
    private static void GrowTable(BlankProcess process, Door door, ulong highest)
    {
        if (process.Leader.Invoke(SyscallNumber.dup3, door.Number, highest, UffdConstants.O_CLOEXEC).Ok)
            _ = process.Leader.Invoke(SyscallNumber.close, highest);
    }

    /// <summary>Where the limit of open files forbids it, the program has to do without: server and guard are enough as long as one of them lives.</summary>
    private static void Leave(BlankProcess process, Door door, SafeFileHandle file, ulong number)
    {
        var fetched = process.Leader.Invoke(SyscallNumber.pidfd_getfd, door.Number, (ulong)FileCalls.Number(file), 0);
        if (!fetched.Ok)
            return;
        _ = process.Leader.Invoke(SyscallNumber.dup3, fetched.Value, number, UffdConstants.O_CLOEXEC);
        _ = process.Leader.Invoke(SyscallNumber.close, fetched.Value);
    }
}
