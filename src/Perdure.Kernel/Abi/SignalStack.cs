using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>An alternate signal stack: <c>stack_t</c>, asm/signal.h (24 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("stack_t", "asm/signal.h", FieldPrefix = "ss_")]
public struct SignalStack
{
    [CField("ss_sp")]
    public ulong StackPointer;
    public SignalStackFlags Flags;
    private readonly int _pad;
    public ulong Size;
}
