using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>The context in a signal frame: <c>struct ucontext</c>, asm/ucontext.h (304 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct ucontext", "asm/signal.h asm/sigcontext.h asm/ucontext.h", FieldPrefix = "uc_")]
public struct UserContext
{
    public ulong Flags;
    public ulong Link;
    public SignalStack Stack;
    public SignalContext Mcontext;
    public ulong Sigmask;
}
