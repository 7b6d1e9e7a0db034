using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Actions;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Files;

/// <summary>What a restored program needs may be in other hands by now.</summary>
public sealed class ConflictTests : IDisposable
{
    private readonly HostedFiles _files = new();

    [Fact]
    public void LockIsTakenByTheRestoredProcess()
    {
        File.WriteAllText(_files.PathOf("locked"), "x");
        var own = FileCalls.Open(_files.PathOf("locked"), OpenFlags.O_RDONLY).OrThrow("open");
        LockCalls.LockWhole(own, exclusive: true).OrThrow("lock");
        _files.Put(20, own);
        _files.CaptureAndEnd();
        // The lock is taken by the restored process itself; what it is told when another one has it, the guests show.
        var restorer = _files.Restore();
        var take = Assert.Single(restorer.ActionsOf(new Pid(_files.Table.Tables[0].Processes[0])).OfType<TakeWholeLock>());
        Assert.Equal((20, true), (take.Fd, take.Exclusive));
    }

    [Fact]
    public void StaleSocketFileIsReplacedAndServedOneIsNot()
    {
        var path = _files.PathOf("socket");
        _files.Put(20, Listen(path));
        _files.CaptureAndEnd();
        Assert.True(File.Exists(path));
        _files.Restore();
        using (var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
            client.Connect(new UnixDomainSocketEndPoint(path));
        File.Delete(path);
        using var other = Listen(path);
        Assert.Contains("another process serves it", Assert.Throws<PerdureException>(() => _files.Restore()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PortInUseIsNamed()
    {
        using var server = new TcpListener(System.Net.IPAddress.Loopback, 0);
        server.Start();
        _files.Put(20, DescriptorCalls.Duplicate(new SafeFileHandle(server.Server.Handle, ownsHandle: false)).OrThrow("duplicate"));
        _files.CaptureAndEnd();
        Assert.Contains(server.LocalEndpoint.ToString()!, Assert.Throws<PerdureException>(() => _files.Restore()).Message);
        server.Stop();
        _files.Restore();
    }

    [Fact]
    public void ConnectionIsRestoredAsClosedByThePeer()
    {
        using var server = new TcpListener(System.Net.IPAddress.IPv6Loopback, 0);
        server.Start();
        using var client = new TcpClient(AddressFamily.InterNetworkV6);
        client.Connect((System.Net.IPEndPoint)server.LocalEndpoint);
        _files.Put(20, DescriptorCalls.Duplicate(new SafeFileHandle(client.Client.Handle, ownsHandle: false)).OrThrow("duplicate"));
        _files.CaptureAndEnd();
        Assert.Contains(_files.Table.Notes, note => note.StartsWith("1 connection will be closed on restore", StringComparison.Ordinal) && note.Contains("--kill", StringComparison.Ordinal));
        _files.Restore();
        Assert.Equal(PollEvents.POLLIN | PollEvents.POLLERR | PollEvents.POLLHUP, DescriptorCalls.Poll(_files.At(20), PollEvents.POLLIN).OrThrow("poll"));
        Assert.Equal(Errno.ECONNRESET, FileCalls.Read(_files.At(20), new byte[10]).Error);
        Assert.Equal(0, FileCalls.Read(_files.At(20), new byte[10]).OrThrow("read"));
        Assert.Equal(Errno.EPIPE, SendQuietly(_files.At(20)));
    }

    public void Dispose() => _files.Dispose();

    private static Errno SendQuietly(SafeFileHandle socket) => MessageCalls.Send(socket, "x"u8, [], null, []).Error;

    private static SafeFileHandle Listen(string path)
    {
        var socket = SocketCalls.Create(SocketFamily.AF_UNIX, SocketKind.SOCK_STREAM, 0).OrThrow("make a socket");
        SocketCalls.Bind(socket, [1, 0, .. System.Text.Encoding.UTF8.GetBytes(path), 0]).OrThrow("bind");
        SocketCalls.Listen(socket, 5).OrThrow("listen");
        return socket;
    }
}
