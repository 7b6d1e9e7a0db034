using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Namespaces;
using Perdure.Kernel.Abi;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Threads;

/// <summary>
/// The system calls that give a thread its users, groups and capabilities. The bounding set shrinks while CAP_SETPCAP is still there;
/// capabilities are kept over the change of user and only then cut down.
/// </summary>
internal static class CredentialCalls
{
    private const uint LINUX_CAPABILITY_VERSION_3 = 0x20080522;
    private const ulong SECBIT_KEEP_CAPS = 1 << 4;
    private const ulong PR_CAP_AMBIENT_RAISE = 2;
    private const ulong PR_CAP_AMBIENT_CLEAR_ALL = 4;
    private const int Capabilities = 41;

    /// <summary>Adds the calls.</summary>
    public static void Add(List<RemoteCall> calls, CredentialsImage image, BlankProcess process)
    {
        for (var capability = 0; capability < Capabilities; capability++)
        {
            if ((image.CapabilitiesBounding & (1UL << capability)) == 0)
                Call(calls, SyscallNumber.prctl, null, (ulong)PrctlOption.PR_CAPBSET_DROP, (ulong)capability);
        }

        if (!OwnCredentials.CanChange)
        {
            AddOwn(calls, image, process);
            return;
        }

        var groups = process.Place(MemoryMarshal.AsBytes(image.Groups.ToArray().AsSpan())).Value;
        if (!OwnUsers.KeepTheirGroups)
            Call(calls, SyscallNumber.setgroups, "set the supplementary groups", (ulong)image.Groups.Count, groups);
        Call(calls, SyscallNumber.prctl, "keep capabilities for a moment", (ulong)PrctlOption.PR_SET_SECUREBITS, SECBIT_KEEP_CAPS);
        Call(calls, SyscallNumber.setresgid, "set the group ids", image.GroupIds[0], image.GroupIds[1], image.GroupIds[2]);
        Call(calls, SyscallNumber.setresuid, "set the user ids", image.UserIds[0], image.UserIds[1], image.UserIds[2]);

        // With CAP_SETUID and CAP_SETGID effective again the rest is allowed whoever the thread is now.
        Call(calls, SyscallNumber.capset, "regain capabilities for a moment", Header(process), Sets(process, image, image.CapabilitiesPermitted | SetUidGidPcap, image.CapabilitiesPermitted | SetUidGidPcap));
        Call(calls, SyscallNumber.setfsgid, null, image.GroupIds[3]);
        Call(calls, SyscallNumber.setfsuid, null, image.UserIds[3]);
        Call(calls, SyscallNumber.prctl, null, (ulong)PrctlOption.PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL);
        for (var ambient = image.CapabilitiesAmbient; ambient != 0; ambient &= ambient - 1)
            Call(calls, SyscallNumber.prctl, "raise an ambient capability", (ulong)PrctlOption.PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, (ulong)BitOperations.TrailingZeroCount(ambient));
        Call(calls, SyscallNumber.prctl, "set the secure bits", (ulong)PrctlOption.PR_SET_SECUREBITS, image.SecureBits);
        Call(calls, SyscallNumber.capset, "set the capabilities", Header(process), Sets(process, image, image.CapabilitiesPermitted, image.CapabilitiesEffective));
    }

    /// <summary>The thread has the users and groups of perdure already, and can only give up rights.</summary>
    private static void AddOwn(List<RemoteCall> calls, CredentialsImage image, BlankProcess process)
    {
        Call(calls, SyscallNumber.prctl, null, (ulong)PrctlOption.PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL);
        Call(calls, SyscallNumber.prctl, null, (ulong)PrctlOption.PR_SET_SECUREBITS, image.SecureBits);
        Call(calls, SyscallNumber.capset, "set the capabilities", Header(process), Sets(process, image, image.CapabilitiesPermitted, image.CapabilitiesEffective));
        for (var ambient = image.CapabilitiesAmbient; ambient != 0; ambient &= ambient - 1)
            Call(calls, SyscallNumber.prctl, "raise an ambient capability", (ulong)PrctlOption.PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, (ulong)BitOperations.TrailingZeroCount(ambient));
    }

    private const ulong SetUidGidPcap = (1UL << 6) | (1UL << 7) | (1UL << 8);

    private static ulong Header(BlankProcess process)
    {
        var header = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(header, LINUX_CAPABILITY_VERSION_3);
        return process.Place(header).Value;
    }

    private static ulong Sets(BlankProcess process, CredentialsImage image, ulong permitted, ulong effective)
    {
        ReadOnlySpan<uint> words =
        [
            (uint)effective, (uint)permitted, (uint)image.CapabilitiesInheritable,
            (uint)(effective >> 32), (uint)(permitted >> 32), (uint)(image.CapabilitiesInheritable >> 32),
        ];
        return process.Place(MemoryMarshal.AsBytes(words)).Value;
    }

    private static void Call(List<RemoteCall> calls, SyscallNumber number, string? what, ulong a = 0, ulong b = 0, ulong c = 0) =>
        calls.Add(new RemoteCall(number, what, a, b, c));
}
