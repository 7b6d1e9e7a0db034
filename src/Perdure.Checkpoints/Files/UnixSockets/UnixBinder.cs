using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.UnixSockets;

/// <summary>Gives a UNIX socket its name: at the true path when its file was there, else in a place apart.</summary>
internal static class UnixBinder
{
    private const string InUseHint = "end the process that has it (ss -xlp shows it), then restore again";

    public static void Bind(SafeFileHandle socket, UnixSocketDescription saved)
    {
        if (!UnixAddress.IsNamed(saved.Address))
            return;
        var name = UnixAddress.Show(saved.Address);
        if (saved.SocketFile is { } file)
        {
            BindFile(socket, saved, file);
            return;
        }
        var bound = UnixAddress.IsAbstract(saved.Address)
            ? SocketCalls.Bind(socket, saved.Address)
            : NamePlace.Run([saved.Address], () => SocketCalls.Bind(socket, saved.Address));
        if (bound.Error == Errno.EADDRINUSE)
            throw new PerdureException($"cannot use the UNIX socket name {name}: another process has it", InUseHint);
        bound.OrThrow($"bind the UNIX socket {name}");
    }

    private static void BindFile(SafeFileHandle socket, UnixSocketDescription saved, string file)
    {
        RemoveStale(file, (SocketKind)saved.SocketKind);
        var bound = UnixAddress.PathOf(saved.Address) == file
            ? SocketCalls.Bind(socket, saved.Address)
            : InDirectoryOf(file, UnixAddress.PathOf(saved.Address)!, () => SocketCalls.Bind(socket, saved.Address));
        bound.OrThrow($"bind the UNIX socket {file}", bound.Error == Errno.ENOENT ? "make its directory again" : InUseHint);
        FileChangeCalls.SetMode(file, saved.SocketFileMode).OrThrow($"set the permissions of {file}");
        _ = FileChangeCalls.SetOwner(file, saved.SocketFileUid, saved.SocketFileGid);
    }

    /// <summary>A killed program leaves its socket file behind; it may go when nobody answers there.</summary>
    private static void RemoveStale(string file, SocketKind kind)
    {
        var status = FileCalls.LinkStatus(file);
        if (!status.Ok)
            return;
        if (status.Value.Kind != FileTypes.S_IFSOCK)
            throw new PerdureException($"cannot make the UNIX socket {file}: a file of another kind is there", "move it away, then restore again");
        using var probe = SocketCalls.Create(SocketFamily.AF_UNIX, kind, 0).OrThrow("make a UNIX socket");
        _ = DescriptorCalls.SetFlags(probe, OpenFlags.O_NONBLOCK);
        // ECONNREFUSED: nobody is there. EPROTOTYPE, EAGAIN or success: somebody is.
        if (SocketCalls.Connect(probe, UnixAddress.Of(file)).Error != Errno.ECONNREFUSED)
            throw new PerdureException($"cannot make the UNIX socket {file}: another process serves it now", InUseHint);
        FileChangeCalls.Remove(file).OrThrow($"remove the stale socket {file}");
    }

    /// <summary>The name is relative: it is bound in the directory that it was relative to.</summary>
    private static KernelResult<int> InDirectoryOf(string file, string relative, Func<KernelResult<int>> bind)
    {
        var directory = file.EndsWith("/" + relative, StringComparison.Ordinal) ? file[..^(relative.Length + 1)] : Path.GetDirectoryName(file)!;
        var result = default(KernelResult<int>);
        var thread = new Thread(() =>
        {
            var ready = ThreadPlace.Separate();
            ready = ready.Ok ? ThreadPlace.SetWorkingDirectory(directory.Length == 0 ? "/" : directory) : ready;
            result = ready.Ok ? bind() : ready;
        });
        thread.Start();
        thread.Join();
        return result;
    }
}
