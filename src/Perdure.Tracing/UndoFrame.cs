using System.Buffers.Binary;
using System.Runtime.Intrinsics.X86;
using Perdure.Kernel;
using Perdure.Kernel.Abi;

namespace Perdure.Tracing;

/// <summary>
/// A signal frame (<c>struct rt_sigframe</c>, arch/x86/include/asm/sigframe.h) with the registers that a thread had before we borrowed it.
/// While it lies at the top of the stack, a thread that is let loose in the middle of a remote call finds its own way back: the call
/// returns into rt_sigreturn, and the kernel puts everything back. Nobody has to be alive for that, perdure least of all.
/// </summary>
internal static class UndoFrame
{
    private const int FrameBytes = 440;
    private const int StackFlagsOffset = 32;
    private const int RegistersOffset = 48;
    private const int FpStateOffset = 232;
    private const int SignalMaskOffset = 304;
    private const int SoftwareReservedOffset = 464;
    private const int RedZoneBytes = 128;
    private const int FpAlignment = 64;
    private const uint FP_XSTATE_MAGIC1 = 0x46505853;
    private const uint FP_XSTATE_MAGIC2 = 0x46505845;
    private const ulong UC_FP_XSTATE = 1;
    private const ulong UC_SIGCONTEXT_SS = 2;
    private const ulong UC_STRICT_RESTORE_SS = 4;

    // An invalid ss_flags: the kernel ignores the error and leaves the alternate stack as it is.
    private const int NoSuchStackFlags = 0x1234;

    /// <summary>Bytes that a frame may need, alignment included.</summary>
    public static int MaxBytes(int xstateBytes) => FrameBytes + xstateBytes + sizeof(uint) + (3 * FpAlignment) + RedZoneBytes;

    /// <summary>Lays a frame out so that it ends at or below <paramref name="top"/>.</summary>
    /// <param name="top">The highest usable address, exclusive.</param>
    /// <param name="trampoline">The address of code that calls rt_sigreturn.</param>
    /// <param name="registers">What to come back to.</param>
    /// <param name="xstate">The XSAVE area to come back to.</param>
    /// <param name="signalMask">The signal mask to come back to.</param>
    /// <returns>The address that the stack pointer must have, and the bytes that belong there.</returns>
    public static (RemotePtr Address, byte[] Bytes) Build(
        RemotePtr top, RemotePtr trampoline, in UserRegs registers, ReadOnlySpan<byte> xstate, ulong signalMask)
    {
        var usable = Math.Min(xstate.Length, DefaultXStateBytes());
        var fpState = (top.Value - (ulong)(usable + sizeof(uint))) & ~(ulong)(FpAlignment - 1);
        var address = (fpState - FrameBytes) & ~(ulong)(FpAlignment - 1);
        var bytes = new byte[(int)(top.Value - address)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, trampoline.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), UC_FP_XSTATE | UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(StackFlagsOffset), NoSuchStackFlags);
        WriteRegisters(bytes.AsSpan(RegistersOffset), registers);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(FpStateOffset), fpState);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(SignalMaskOffset), signalMask);
        WriteExtendedState(bytes.AsSpan((int)(fpState - address)), xstate[..usable]);
        return (new RemotePtr(address), bytes);
    }

    private static void WriteRegisters(Span<byte> to, in UserRegs r)
    {
        ReadOnlySpan<ulong> inFrameOrder =
            [r.R8, r.R9, r.R10, r.R11, r.R12, r.R13, r.R14, r.R15, r.Rdi, r.Rsi, r.Rbp, r.Rbx, r.Rdx, r.Rax, r.Rcx, r.Rsp, r.Rip, r.Eflags];
        for (var index = 0; index < inFrameOrder.Length; index++)
            BinaryPrimitives.WriteUInt64LittleEndian(to[(index * 8)..], inFrameOrder[index]);
        BinaryPrimitives.WriteUInt16LittleEndian(to[144..], (ushort)r.Cs);
        BinaryPrimitives.WriteUInt16LittleEndian(to[150..], (ushort)r.Ss);
    }

    private static void WriteExtendedState(Span<byte> to, ReadOnlySpan<byte> xstate)
    {
        xstate.CopyTo(to);
        var features = BinaryPrimitives.ReadUInt64LittleEndian(xstate[SoftwareReservedOffset..]);
        var software = to[SoftwareReservedOffset..];
        BinaryPrimitives.WriteUInt32LittleEndian(software, FP_XSTATE_MAGIC1);
        BinaryPrimitives.WriteUInt32LittleEndian(software[4..], (uint)(xstate.Length + sizeof(uint)));
        BinaryPrimitives.WriteUInt64LittleEndian(software[8..], features);
        BinaryPrimitives.WriteUInt32LittleEndian(software[16..], (uint)xstate.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(to[xstate.Length..], FP_XSTATE_MAGIC2);
    }

    /// <summary>
    /// The size of the XSAVE area without the features that a thread has to ask for (AMX tiles): the kernel refuses a larger frame.
    /// </summary>
    private static int DefaultXStateBytes()
    {
        const int legacyAndHeader = 576;
        const int firstOptionalFeature = 17;
        var end = legacyAndHeader;
        for (var feature = 2; feature < firstOptionalFeature; feature++)
        {
            // Supervisor states (bit 0 of ecx) have no place in the user's area.
            var (size, offset, flags, _) = X86Base.CpuId(0xd, feature);
            if (size != 0 && (flags & 1) == 0)
                end = Math.Max(end, offset + size);
        }

        return end;
    }
}
