using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Tree;

/// <summary>Has a blank process do things with a terminal of which only perdure has a descriptor. Precondition: called on the tracer thread.</summary>
internal static class ControllingTerminal
{
    private const ulong TIOCSCTTY = 0x540e;
    private const ulong TIOCNOTTY = 0x5422;

    /// <summary>Makes it the controlling terminal of a session. Precondition: the process leads the session.</summary>
    public static void Take(BlankProcess leader, ulong door, SafeFileHandle terminal) =>
        With(leader, door, terminal, fd => leader.Leader.Invoke(SyscallNumber.ioctl, fd, TIOCSCTTY, 0).OrThrow("take the controlling terminal"));

    /// <summary>Has a process give up the terminal of its session. That it has none is no error.</summary>
    public static void Leave(BlankProcess process, ulong door, SafeFileHandle terminal) =>
        With(process, door, terminal, fd => process.Leader.Invoke(SyscallNumber.ioctl, fd, TIOCNOTTY, 0));

    /// <summary>Lends the process a descriptor of the terminal, fetched through the door.</summary>
    public static void With(BlankProcess process, ulong door, SafeFileHandle terminal, Action<ulong> use)
    {
        var fd = process.Leader.Invoke(SyscallNumber.pidfd_getfd, door, (ulong)terminal.DangerousGetHandle(), 0).OrThrow("fetch a terminal");
        use(fd);
        process.Leader.Invoke(SyscallNumber.close, fd).OrThrow("let go of a terminal");
    }
}
