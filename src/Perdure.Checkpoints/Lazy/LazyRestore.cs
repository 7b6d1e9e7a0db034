using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Memory;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Store;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Lazy;

/// <summary>
/// The restore's side of missing pages: starts the server early, says which pages come later, and hands over. Disposed before the program is
/// let go, it takes the server down with it. Precondition of every member but the first: called on the tracer thread, in this order.
/// </summary>
internal sealed class LazyRestore : IDisposable
{
    /// <summary>Below this, filling at once takes less time than to start a server.</summary>
    private const long WorthwhilePages = 1024;

    private const UffdFeatures Needed =
        UffdFeatures.UFFD_FEATURE_EVENT_FORK | UffdFeatures.UFFD_FEATURE_EVENT_REMAP | UffdFeatures.UFFD_FEATURE_EVENT_REMOVE | UffdFeatures.UFFD_FEATURE_EVENT_UNMAP;

    private readonly SafeFileHandle _channel;
    private readonly List<LazySpace> _spaces = [];
    private readonly List<SafeFileHandle> _descriptors = [];
    private SafeFileHandle? _journal;

    private LazyRestore(SafeFileHandle channel) => _channel = channel;

    /// <summary>Whether the kernel lets us serve missing pages of others, their forks included.</summary>
    public static bool IsPossible()
    {
        using var descriptor = Userfaultfd.Create(UffdConstants.O_CLOEXEC).Or(new SafeFileHandle());
        return !descriptor.IsInvalid && Userfaultfd.Api(descriptor, Needed).Ok;
    }

    /// <summary>Starts the server, which opens the image meanwhile.</summary>
    public static LazyRestore Start(ImageStore store, CheckpointId id)
    {
        var (ours, theirs) = SocketCalls.CreatePair(SocketKind.SOCK_SEQPACKET).OrThrow("make a socket for the server of missing pages");
        using (theirs)
        {
            var number = FileCalls.Number(theirs);
            _ = Background.SetCloseOnExec(number, false);
            Spawn.Start(OwnProgram.Path, OwnProgram.Arguments(LazyServerEntry.Verb, $"{number}", store.Directory, store.StemOf(id), id.Value), OwnProgram.Environment())
                .OrThrow("start the server of missing pages");
            return new LazyRestore(ours);
        }
    }

    /// <summary>Decides which pages of the processes come later; an empty list if it isn't worth while.</summary>
    public static IReadOnlyList<(ProcessImage Image, LazySelection Selection)> Choose(
        IEnumerable<ProcessImage> processes, IReadOnlyDictionary<long, PageMap> maps, ImageReader reader)
    {
        var chosen = new List<(ProcessImage, LazySelection Selection)>();
        foreach (var process in processes.Take(EventJournal.MaxSpaces))
        {
            if (maps.TryGetValue(process.AddressSpace!.ObjectId, out var map))
                chosen.Add((process, LazySelection.Of(process, map, PinnedPages.Of(process, map, reader))));
        }

        return chosen.Sum(one => one.Selection.LazyPages) < WorthwhilePages ? [] : [.. chosen.Where(one => one.Selection.LazyPages > 0)];
    }

    /// <summary>Has the kernel ask for the pages of a process that come later. Precondition: its mappings are there, and these empty.</summary>
    /// <returns>Where its pinned pages go.</returns>
    public IPageTarget Register(BlankProcess process, long objectId, LazySelection selection)
    {
        var made = process.Leader.Invoke(SyscallNumber.userfaultfd, UffdConstants.O_NONBLOCK).OrThrow($"make a userfaultfd in process {process.Pid}");
        using var target = PidFd.Open(process.Pid).OrThrow($"find process {process.Pid}");
        var descriptor = PidFd.GetFd(target, new RemoteFd((int)made)).OrThrow($"fetch the userfaultfd of process {process.Pid}");
        _descriptors.Add(descriptor);
        process.Leader.Invoke(SyscallNumber.close, made).OrThrow($"close the userfaultfd in process {process.Pid}");
        _ = Userfaultfd.Api(descriptor, Needed).OrThrow("set up a userfaultfd");
        const int shift = 12;
        foreach (var range in selection.Ranges)
        {
            _ = Userfaultfd.Register(descriptor, new RemotePtr(range.First << shift), range.Count << shift, UffdRegisterMode.UFFDIO_REGISTER_MODE_MISSING)
                .OrThrow($"register memory of process {process.Pid} at 0x{range.First << shift:x}");
        }

        _spaces.Add(new LazySpace(objectId, FileCalls.Number(descriptor), selection.Ranges));
        return new MissingPageTarget(descriptor, process.Pid);
    }

    /// <summary>Tells the server what to serve. It begins at once, but fetches nothing that nobody waits for.</summary>
    public void HandOver()
    {
        _journal = EventJournal.Create(new LazyPlan(_spaces));
        LazyChannel.SendJournal(_channel, _journal);
    }

    /// <summary>Waits until the server holds everything; only then may the program run.</summary>
    public void AwaitServer() => LazyChannel.AwaitConfirmation(_channel);

    /// <summary>The program runs.</summary>
    public void TellReleased() => LazyChannel.TellReleased(_channel);

    /// <inheritdoc/>
    public void Dispose()
    {
        _channel.Dispose();
        _journal?.Dispose();
        foreach (var descriptor in _descriptors)
            descriptor.Dispose();
    }
}
