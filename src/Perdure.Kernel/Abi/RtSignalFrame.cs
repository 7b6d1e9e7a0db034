using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>What the kernel pushes for a handler and rt_sigreturn pops: <c>struct rt_sigframe</c>, arch/x86/include/asm/sigframe.h (440 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct rt_sigframe", "asm/signal.h asm/siginfo.h asm/sigcontext.h asm/ucontext.h", Declaration = "struct rt_sigframe { char *pretcode; struct ucontext uc; siginfo_t info; };")]
public struct RtSignalFrame
{
    [CField("pretcode")]
    public ulong ReturnAddress;
    [CField("uc")]
    public UserContext Context;
    public SignalInfo Info;
}
