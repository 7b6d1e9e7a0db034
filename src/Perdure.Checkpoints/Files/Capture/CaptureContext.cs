using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Files.Capture;

/// <summary>What the capture of one tree has found so far; the savers of each kind read it and add to it.</summary>
internal sealed class CaptureContext
{
    private readonly List<FileRefusal> _refusals = [];
    private readonly List<string> _notes = [];
    private Dictionary<uint, UnixSocketEntry>? _unixSockets;
    private Dictionary<uint, FoundDescription>? _socketsByInode;
    private readonly Dictionary<FileIdentity, List<FoundDescription>> _byIdentity = [];
    private int _indexed;

    public CaptureContext(IReadOnlyList<Pid> processes, FileCaptureOptions options, bool peek, List<FoundTable> tables)
    {
        Processes = [.. processes.Select(static process => process.Value)];
        Options = options;
        Peek = peek;
        Tables = tables;
    }

    public HashSet<int> Processes { get; }

    public FileCaptureOptions Options { get; }

    /// <summary>Whether content of queues is wanted; not in the check beforehand.</summary>
    public bool Peek { get; }

    public List<FoundTable> Tables { get; }

    public List<FoundDescription> Found { get; } = [];

    public Dictionary<int, FileDescription> Saved { get; } = [];

    public Dictionary<FileIdentity, PendingFile> Files { get; } = [];

    public Dictionary<FileIdentity, PendingMemoryFile> MemoryFiles { get; } = [];

    public Dictionary<FileIdentity, PendingPipe> Pipes { get; } = [];

    public Dictionary<int, SavedPty> Ptys { get; } = [];

    public Dictionary<ulong, bool> MadeUpDevices { get; } = [];

    /// <summary>The multicast groups that any socket of this machine has joined, by family.</summary>
    public Dictionary<Kernel.Abi.SocketFamily, List<(int Card, byte[] Group)>> MulticastGroups { get; } = [];

    public MountFinder Mounts { get; } = new();

    /// <summary>Which description each descriptor of each table points to.</summary>
    public Dictionary<(int Table, int Fd), FoundDescription> Descriptors { get; } = [];

    /// <summary>The TCP connections that will be closed at restore, and why.</summary>
    public List<(string Name, string Reason)> ClosedConnections { get; } = [];

    /// <summary>The TCP connections that live on, by description.</summary>
    public Dictionary<int, PendingConnection> Connections { get; } = [];

    /// <summary>Why others don't, by description.</summary>
    public Dictionary<int, string> LostConnections { get; } = [];

    /// <summary>The hold on what becomes of connections when the processes are killed; null when they are not.</summary>
    public HeldConnections? Held { get; set; }

    /// <summary>How many bytes were read so far while the processes stand still.</summary>
    public long StoppedBytes { get; set; }

    /// <summary>Bytes of queued messages that wait to be written to the image.</summary>
    public Dictionary<int, List<PendingMessage>> Queues { get; } = [];

    public IReadOnlyList<FileRefusal> Refusals => _refusals;

    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Whether descriptors lie in queues that were not looked into: what seems to lead outside of the tree may lead there.</summary>
    public bool HasHiddenDescriptors => !Peek && Found.Any(static found => found.First.Info.Decimal("scm_fds") > 0);

    public void Note(string note)
    {
        if (!_notes.Contains(note))
            _notes.Add(note);
    }

    public void Refuse(OpenFile file, string reason) => _refusals.Add(new FileRefusal(file.Process, file.Fd, Printable(file.Link), reason));

    /// <summary>What a number points to in a table; null when nothing.</summary>
    public FoundDescription? DescriptionAt(int table, int fd) => Descriptors.GetValueOrDefault((table, fd));

    /// <summary>What sock_diag says about a UNIX socket; null when it is not of our network namespace.</summary>
    public UnixSocketEntry? UnixSocket(uint inode)
    {
        _unixSockets ??= SocketDiagCalls.UnixSockets().OrThrow("ask the kernel about UNIX sockets (sock_diag)", "the kernel needs CONFIG_UNIX_DIAG");
        return _unixSockets.GetValueOrDefault(inode);
    }

    /// <summary>The description of a socket of the tree by its inode; null when it belongs to somebody else.</summary>
    public FoundDescription? Socket(uint inode)
    {
        if (_socketsByInode is null)
        {
            _socketsByInode = [];
            foreach (var found in Found)
                Index(found);
        }
        return _socketsByInode.GetValueOrDefault(inode);
    }

    /// <summary>The descriptions of one inode.</summary>
    public IReadOnlyList<FoundDescription> Of(FileIdentity identity)
    {
        for (; _indexed < Found.Count; _indexed++)
        {
            var found = Found[_indexed];
            if (!_byIdentity.TryGetValue(found.First.Identity, out var same))
                _byIdentity.Add(found.First.Identity, same = []);
            same.Add(found);
        }
        return _byIdentity.TryGetValue(identity, out var list) ? list : [];
    }

    /// <summary>Whether a connecting UNIX socket lies in the queue of a listening one of the tree.</summary>
    public bool WaitsInside(uint inode)
    {
        foreach (var found in Found)
        {
            if (found.First.Status.Kind == Kernel.Abi.FileTypes.S_IFSOCK && UnixSocket((uint)found.First.Status.Inode) is { Waiting.Count: > 0 } entry && entry.Waiting.Contains(inode))
                return true;
        }
        return false;
    }

    /// <summary>The description behind a descriptor that came out of a socket's queue, or of a mapping; a new one when nobody has it open.</summary>
    public FoundDescription FindOrAdd(SafeFileHandle handle)
    {
        var file = Look(handle);
        foreach (var known in Of(file.Identity))
        {
            if (OpenFileOrder.Instance.Compare(known.First, file) == 0)
            {
                file.Dispose();
                return known;
            }
        }
        var added = new FoundDescription(Found.Count, file);
        Found.Add(added);
        if (_socketsByInode is not null)
            Index(added);
        return added;
    }

    private void Index(FoundDescription found)
    {
        if (found.First.Status.Kind == Kernel.Abi.FileTypes.S_IFSOCK && !found.First.PathOnly)
            _socketsByInode![(uint)found.First.Status.Inode] = found;
    }

    private static OpenFile Look(SafeFileHandle handle)
    {
        using var listing = ProcFdTable.Open(Pid.Self.Leader).OrThrow("list our own descriptors");
        var status = FileCalls.Status(handle).OrThrow("look at a passed descriptor");
        var info = listing.Info(new RemoteFd(FileCalls.Number(handle))).OrThrow("look at a passed descriptor");
        return new OpenFile(0, -1, -1, handle, status, info);
    }

    private static string Printable(string name) => name.Length > 0 ? name : "a name that is not UTF-8";
}
