using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Abi;

namespace Perdure.Kernel.Calls;

/// <summary>Terminals and pseudo-terminals (ioctl_tty(2)).</summary>
public static unsafe partial class TerminalCalls
{
    private const uint TCGETS2 = 0x802c542a;
    private const uint TCSETS2 = 0x402c542b;
    private const uint TIOCEXCL = 0x540c;
    private const uint TIOCGPGRP = 0x540f;
    private const uint TIOCOUTQ = 0x5411;
    private const uint TIOCGWINSZ = 0x5413;
    private const uint TIOCSWINSZ = 0x5414;
    private const uint TIOCPKT = 0x5420;
    private const uint TIOCGSID = 0x5429;
    private const uint TIOCGPTN = 0x80045430;
    private const uint TIOCSPTLCK = 0x40045431;
    private const uint TIOCGDEV = 0x80045432;
    private const uint TIOCGPKT = 0x80045438;
    private const uint TIOCGPTLCK = 0x80045439;
    private const uint TIOCGEXCL = 0x80045440;
    private const uint TIOCGPTPEER = 0x5441;
    private const int F_SETFD = 2;
    private const int FD_CLOEXEC = 1;

    /// <summary>The modes; of a pty master: those of its slave.</summary>
    public static KernelResult<TermiosBuffer> GetModes(SafeFileHandle terminal)
    {
        TermiosBuffer modes;
        return ioctl(terminal, TCGETS2, &modes) < 0 ? KernelResult.Failure<TermiosBuffer>(KernelResult.LastErrno()) : KernelResult.Success(modes);
    }

    /// <summary>Sets the modes at once; of a pty master: those of its slave.</summary>
    public static KernelResult<int> SetModes(SafeFileHandle terminal, TermiosBuffer modes) => KernelResult.FromLibc(ioctl(terminal, TCSETS2, &modes));

    /// <summary>The size.</summary>
    public static KernelResult<WindowSize> GetSize(SafeFileHandle terminal)
    {
        WindowSize size;
        return ioctl(terminal, TIOCGWINSZ, &size) < 0 ? KernelResult.Failure<WindowSize>(KernelResult.LastErrno()) : KernelResult.Success(size);
    }

    /// <summary>Sets the size.</summary>
    public static KernelResult<int> SetSize(SafeFileHandle terminal, WindowSize size) => KernelResult.FromLibc(ioctl(terminal, TIOCSWINSZ, &size));

    /// <summary>The N of /dev/pts/N of a master.</summary>
    public static KernelResult<int> PtyNumber(SafeFileHandle master) => Get(master, TIOCGPTN);

    /// <summary>The session whose controlling terminal it is; ENOTTY when none.</summary>
    public static KernelResult<int> Session(SafeFileHandle terminal) => Get(terminal, TIOCGSID);

    /// <summary>The process group in the foreground.</summary>
    public static KernelResult<int> ForegroundGroup(SafeFileHandle terminal) => Get(terminal, TIOCGPGRP);

    /// <summary>Bytes on the way out.</summary>
    public static KernelResult<int> OutputBytes(SafeFileHandle terminal) => Get(terminal, TIOCOUTQ);

    /// <summary>The number of the terminal's true device, as the kernel encodes it.</summary>
    public static KernelResult<int> TrueDevice(SafeFileHandle terminal) => Get(terminal, TIOCGDEV);

    /// <summary>Whether the slave can't be opened yet.</summary>
    public static KernelResult<int> IsLocked(SafeFileHandle master) => Get(master, TIOCGPTLCK);

    /// <summary>Locks or unlocks the slave.</summary>
    public static KernelResult<int> SetLocked(SafeFileHandle master, bool locked) => Set(master, TIOCSPTLCK, locked ? 1 : 0);

    /// <summary>Whether the master is in packet mode.</summary>
    public static KernelResult<int> IsPacketMode(SafeFileHandle master) => Get(master, TIOCGPKT);

    /// <summary>Sets packet mode.</summary>
    public static KernelResult<int> SetPacketMode(SafeFileHandle master, bool on) => Set(master, TIOCPKT, on ? 1 : 0);

    /// <summary>Whether nobody else may open it.</summary>
    public static KernelResult<int> IsExclusive(SafeFileHandle terminal) => Get(terminal, TIOCGEXCL);

    /// <summary>Lets nobody else open it.</summary>
    public static KernelResult<int> SetExclusive(SafeFileHandle terminal) => KernelResult.FromLibc(ioctl(terminal, TIOCEXCL, null));

    /// <summary>Opens the slave of a master, whatever is mounted where.</summary>
    public static KernelResult<SafeFileHandle> OpenSlave(SafeFileHandle master, OpenFlags flags)
    {
        // O_CLOEXEC here would stay among the flags of the description, where fdinfo shows it for every duplicate; so it is set afterwards.
        var slave = OwnHandle.From(ioctl(master, TIOCGPTPEER, (void*)(nint)(flags | OpenFlags.O_NOCTTY)));
        if (slave.Ok)
            _ = fcntl(slave.Value, F_SETFD, FD_CLOEXEC);
        return slave;
    }

    private static KernelResult<int> Get(SafeFileHandle terminal, uint request)
    {
        int value;
        return ioctl(terminal, request, &value) < 0 ? KernelResult.Failure<int>(KernelResult.LastErrno()) : KernelResult.Success(value);
    }

    private static KernelResult<int> Set(SafeFileHandle terminal, uint request, int value) => KernelResult.FromLibc(ioctl(terminal, request, &value));

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(SafeFileHandle file, nuint request, void* argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(SafeFileHandle file, int command, nint argument);
}
