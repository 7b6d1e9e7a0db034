using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.InetSockets;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.UnixSockets;

/// <summary>
/// Makes UNIX sockets: first pairs (their names are taken in a place apart, so no outsider can come between), then single ones with their true names. Queues are
/// filled when all descriptions exist, because descriptors may lie in them; a datagram socket connects only after that, because it then hears its peer alone.
/// </summary>
internal sealed class UnixSocketRestorer : IDisposable
{
    private readonly RestoreContext _context;
    private readonly IReadOnlyList<UnixSocketDescription> _sockets;
    private readonly Dictionary<uint, UnixSocketDescription> _byInode = [];

    /// <summary>The other ends of sockets whose peers have gone; they send what is in the queue, and go too.</summary>
    private readonly Dictionary<int, SafeFileHandle> _goneEnds = [];

    public UnixSocketRestorer(RestoreContext context, IReadOnlyList<UnixSocketDescription> sockets)
    {
        _context = context;
        _sockets = sockets;
        foreach (var socket in sockets)
            _byInode[(uint)socket.Identity.Inode] = socket;
    }

    public void Create()
    {
        foreach (var socket in _sockets)
        {
            if (_context.HandleOf(socket.Id) is null && IsHalfOfPair(socket))
                CreatePair(socket);
        }
        foreach (var socket in _sockets)
        {
            if (_context.HandleOf(socket.Id) is null)
                CreateSingle(socket);
        }
        foreach (var socket in _sockets)
            _ = FileChangeCalls.SetOwner(_context.Handle(socket.Id), socket.Uid, socket.Gid);
    }

    public void Fill()
    {
        foreach (var socket in _sockets)
            new UnixQueueFiller(_context, socket, SenderFor(socket), _sockets).Fill();
        foreach (var socket in _sockets)
            Connect(socket);
        foreach (var end in _goneEnds.Values)
            end.Dispose();
        _goneEnds.Clear();
        foreach (var socket in _sockets)
            Finish(socket);
    }

    public void Dispose()
    {
        foreach (var end in _goneEnds.Values)
            end.Dispose();
    }

    private static bool IsStream(UnixSocketDescription socket) => socket.SocketKind != (int)SocketKind.SOCK_DGRAM;

    private UnixSocketDescription? PeerOf(UnixSocketDescription socket) => socket.Peer == 0 ? null : _byInode.GetValueOrDefault(socket.Peer);

    /// <summary>Streams always come in pairs; datagram sockets do when both are connected to each other and have no names.</summary>
    private bool IsHalfOfPair(UnixSocketDescription socket) => socket.State switch
    {
        UnixSocketState.Connected when IsStream(socket) => true,
        UnixSocketState.Connected => !UnixAddress.IsNamed(socket.Address)
            && PeerOf(socket) is { } peer && PeerOf(peer) == socket && !UnixAddress.IsNamed(peer.Address),
        UnixSocketState.PeerGone => IsStream(socket) || !UnixAddress.IsNamed(socket.Address),
        _ => false,
    };

    private void CreatePair(UnixSocketDescription socket)
    {
        var kind = (SocketKind)socket.SocketKind;
        if (socket.State == UnixSocketState.PeerGone)
        {
            var (own, gone) = UnixPair.Make(kind, socket.Address, socket.PeerAddress);
            _context.Give(socket, own);
            _goneEnds.Add(socket.Id, gone);
            return;
        }
        var peer = PeerOf(socket) ?? throw new PerdureException("the image's list of open files contradicts itself: a connected socket has no peer");
        var (first, second) = UnixPair.Make(kind, socket.Address, peer.Address);
        _context.Give(socket, first);
        _context.Give(peer, second);
    }

    private void CreateSingle(UnixSocketDescription socket)
    {
        var handle = SocketCalls.Create(SocketFamily.AF_UNIX, (SocketKind)socket.SocketKind, 0).OrThrow("make a UNIX socket");
        _context.Give(socket, handle);
        UnixBinder.Bind(handle, socket);
        if (socket.State == UnixSocketState.Listening)
            SocketCalls.Listen(handle, socket.Backlog).OrThrow($"listen on {UnixAddress.Show(socket.Address)}");
    }

    /// <summary>Who filled the queue: the connected peer, or the stand-in of one that has gone; null for a datagram socket that anybody may send to.</summary>
    private SafeFileHandle? SenderFor(UnixSocketDescription socket)
    {
        if (_goneEnds.TryGetValue(socket.Id, out var gone))
            return gone;
        return IsHalfOfPair(socket) && PeerOf(socket) is { } peer ? _context.Handle(peer.Id) : null;
    }

    /// <summary>Connects what is not a pair.</summary>
    private void Connect(UnixSocketDescription socket)
    {
        if (IsHalfOfPair(socket) || socket.State is UnixSocketState.Listening or UnixSocketState.Unconnected)
            return;
        var handle = _context.Handle(socket.Id);
        if (socket.State == UnixSocketState.PeerGone)
        {
            ConnectToNobody(handle);
            return;
        }
        var name = UnixAddress.Show(socket.PeerAddress);
        var address = PeerOf(socket)?.SocketFile is { } file ? UnixAddress.Of(file) : ListenerFile(socket) ?? socket.PeerAddress;
        if (socket.State == UnixSocketState.Waiting)
            _ = DescriptorCalls.SetFlags(handle, OpenFlags.O_NONBLOCK);
        var connected = SocketCalls.Connect(handle, address);
        if (!connected.Ok)
            _context.Note($"a UNIX socket can't be connected to {name} again ({connected.Error}); the program finds it unconnected");
    }

    private byte[]? ListenerFile(UnixSocketDescription socket)
    {
        foreach (var listener in _sockets)
        {
            if (listener.WaitingPeers.Contains((uint)socket.Identity.Inode))
                return listener.SocketFile is { } file ? UnixAddress.Of(file) : listener.Address;
        }
        return null;
    }

    /// <summary>Its peer is a socket that exists for a moment only; afterwards a send gives ECONNREFUSED.</summary>
    private static void ConnectToNobody(SafeFileHandle handle)
    {
        using var nobody = SocketCalls.Create(SocketFamily.AF_UNIX, SocketKind.SOCK_DGRAM, 0).OrThrow("make a UNIX socket");
        SocketCalls.Bind(nobody, [1, 0]).OrThrow("name a UNIX socket");
        SocketCalls.Connect(handle, SocketCalls.Name(nobody).OrThrow("ask for a socket's name")).OrThrow("connect a UNIX socket");
    }

    private void Finish(UnixSocketDescription socket)
    {
        const int ReadShut = 1;
        const int WriteShut = 2;
        var handle = _context.Handle(socket.Id);
        if ((socket.Shutdown & ReadShut) != 0)
            _ = SocketCalls.Shutdown(handle, 0);
        if ((socket.Shutdown & WriteShut) != 0)
            _ = SocketCalls.Shutdown(handle, 1);
        if (socket.Filter is { Length: > 0 } filter)
            SocketCalls.SetFilter(handle, filter).OrThrow("attach the packet filter of a UNIX socket");
        SocketOptionRestorer.Apply(handle, socket.Options, UnixAddress.Show(socket.Address), _context);
    }
}
