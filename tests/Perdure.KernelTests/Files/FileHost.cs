using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files;
using Perdure.Checkpoints.Files.Actions;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Files;

/// <summary>A process that takes restored descriptors and does the remote actions, so that they can be captured and looked at again.</summary>
internal sealed class FileHost : IDisposable
{
    /// <summary>The number of its own socket; not part of the comparison.</summary>
    public const int Control = 900;

    private readonly Process _process;
    private readonly SafeFileHandle _socket;

    private FileHost(Process process, SafeFileHandle socket)
    {
        _process = process;
        _socket = socket;
    }

    public Pid Pid => new(_process.Id);

    public static FileHost Start(string folder)
    {
        var path = Path.Combine(Path.GetTempPath(), $"perdure-host-{Guid.NewGuid():N}");
        using var listener = SocketCalls.Create(SocketFamily.AF_UNIX, SocketKind.SOCK_SEQPACKET, 0).OrThrow("make a socket");
        SocketCalls.Bind(listener, [1, 0, .. System.Text.Encoding.ASCII.GetBytes(path), 0]).OrThrow("bind");
        SocketCalls.Listen(listener, 1).OrThrow("listen");
        var process = Process.Start(new ProcessStartInfo(GuestProgram.Path("files-host"), [path]) { WorkingDirectory = folder })!;
        var socket = SocketCalls.Accept(listener).OrThrow("accept");
        File.Delete(path);
        return new FileHost(process, socket);
    }

    /// <summary>Gives it the descriptors and has it do the actions.</summary>
    public void Take(IReadOnlyList<RestoredDescriptor> descriptors, IReadOnlyList<RemoteAction> actions)
    {
        foreach (var descriptor in descriptors)
            Assert.Equal(0, Do('F', descriptor.Fd, descriptor.CloseOnExec ? 1 : 0, 0, 0, descriptor.Handle));
        foreach (var action in actions)
            Assert.True(Run(action) >= 0, $"{action} failed");
    }

    private long Run(RemoteAction action) => action switch
    {
        EpollAdd add => Do('E', add.Fd, add.Set, add.Events, (long)add.Data),
        EpollTake take => Do('T', take.Set, 0, 0, 0),
        TakePosixLock one => Do('P', one.Fd, one.Exclusive ? 1 : 0, one.Start, one.Length),
        SetFileOwner owner => Do('O', owner.Fd, owner.Type, owner.Id, 0),
        SetFileFlags flags => Do('A', flags.Fd, 0, (long)flags.Flags, 0),
        LendDescriptor lend => Do('D', lend.Number, lend.Fd, 0, 0),
        TakeWholeLock whole => Do('L', whole.Fd, whole.Exclusive ? 2 : 1, 0, 0),
        SetForegroundGroup => 0,
        _ => throw new InvalidOperationException($"unknown action {action}"),
    };

    private long Do(char what, long fd, long other, long x, long y, SafeFileHandle? passed = null)
    {
        Span<long> command = [what, fd, other, x, y];
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(command);
        MessageCalls.Send(_socket, bytes, passed is null ? [] : [passed], null, []).OrThrow("command the host");
        Span<byte> answer = stackalloc byte[8];
        Assert.Equal(8, FileCalls.Read(_socket, answer).OrThrow("hear the host"));
        return BitConverter.ToInt64(answer);
    }

    public void Dispose()
    {
        if (_socket.IsClosed)
            return;
        _socket.Dispose();
        _process.WaitForExit(5000);
        _process.Dispose();
    }
}
