using Perdure.Checkpoints.Files;
using Perdure.Checkpoints.Namespaces;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Restoring;

/// <summary>
/// Has a blank process fetch its open files from perdure. The kernel gives each the lowest free number, which is known in advance, so that a
/// whole table is one batch of calls.
/// </summary>
internal static class DescriptorInstaller
{
    private const ulong O_CLOEXEC = 0x80000;
    private const ulong F_SETFD = 2;

    /// <summary>Installs the descriptors. Precondition: the process has none but the door.</summary>
    public static void Install(BlankProcess process, IReadOnlyList<RestoredDescriptor> descriptors, Door door)
    {
        var calls = new List<RemoteCall>();
        var lowest = 0UL;
        foreach (var descriptor in descriptors)
        {
            var wanted = (ulong)descriptor.Fd;
            Assert.Always(wanted >= lowest);
            Add(calls, descriptor, lowest, door);
            if (wanted == lowest)
                lowest++;
        }

        process.Leader.InvokeAll(calls);
    }

    private static void Add(List<RemoteCall> calls, RestoredDescriptor descriptor, ulong lowest, Door door)
    {
        var wanted = (ulong)descriptor.Fd;
        door.AddFetch(calls, descriptor.Handle, lowest, $"get file descriptor {wanted}");
        if (wanted == lowest)
        {
            if (!descriptor.CloseOnExec)
                calls.Add(new RemoteCall(SyscallNumber.fcntl, $"keep file descriptor {wanted} open on exec", wanted, F_SETFD, 0));
            return;
        }

        calls.Add(new RemoteCall(SyscallNumber.dup3, $"place file descriptor {wanted}", lowest, wanted, descriptor.CloseOnExec ? O_CLOEXEC : 0) { Expected = wanted });
        calls.Add(new RemoteCall(SyscallNumber.close, $"place file descriptor {wanted}", lowest));
    }
}
