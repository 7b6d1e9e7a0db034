using System.Runtime.InteropServices;
using Perdure.Binaries.Unwinding;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Recovery.Crashes;

/// <summary>Tells what happened to a thread that stands at a fatal signal. One for each process. Precondition of every member: called on the tracer thread.</summary>
internal sealed class CrashReader
{
    // An endless recursion has hundreds of thousands of frames, and all of them matter: the way out is behind the last.
    private const int MostFramesOfChain = 256;
    private const ulong StackReach = 64 * 1024;
    private readonly Pid _pid;
    private readonly ProcessCode _code;
    private readonly ModuleNames _names;

    public CrashReader(Pid pid)
    {
        _pid = pid;
        _code = new ProcessCode(pid);
        _names = new ModuleNames(pid);
    }

    /// <summary>The code of the process.</summary>
    public ProcessCode Code => _code;

    /// <summary>Whether a signal is the consequence of what the thread did itself. One that somebody else sent is no crash: the program is meant to get it.</summary>
    public static bool IsCrash(Pid pid, int signal, in SignalInfo info) => signal switch
    {
        SignalNumber.SIGABRT => info.Code is (int)SignalCode.SI_TKILL or (int)SignalCode.SI_USER && info.Sender == pid,
        _ => info.Code > 0,
    };

    /// <summary>Reads the crash. Precondition: the thread stands at the signal, and the mappings have been read since.</summary>
    public Crash Read(Tid tid, int signal, in SignalInfo info)
    {
        var registers = RegistersOf(Ptrace.GetRegs(tid).OrThrow($"read the registers of thread {tid}"));
        var address = signal is SignalNumber.SIGSEGV or SignalNumber.SIGBUS ? info.FaultAddress.Value : 0;
        var kind = KindOf(signal, info, registers, address);
        var frames = Walk(registers, kind == CrashKind.StackOverflow ? UnwindLimits.Frames : MostFramesOfChain);
        return new Crash(_pid, tid, signal, kind, address, frames);
    }

    /// <summary>The registers of a thread, for a walk.</summary>
    public static FrameRegisters RegistersOf(in UserRegs registers)
    {
        var frame = default(FrameRegisters);
        ReadOnlySpan<(DwarfRegister Register, ulong Value)> all =
        [
            (DwarfRegister.Rax, registers.Rax), (DwarfRegister.Rdx, registers.Rdx), (DwarfRegister.Rcx, registers.Rcx), (DwarfRegister.Rbx, registers.Rbx),
            (DwarfRegister.Rsi, registers.Rsi), (DwarfRegister.Rdi, registers.Rdi), (DwarfRegister.Rbp, registers.Rbp), (DwarfRegister.Rsp, registers.Rsp),
            (DwarfRegister.R8, registers.R8), (DwarfRegister.R9, registers.R9), (DwarfRegister.R10, registers.R10), (DwarfRegister.R11, registers.R11),
            (DwarfRegister.R12, registers.R12), (DwarfRegister.R13, registers.R13), (DwarfRegister.R14, registers.R14), (DwarfRegister.R15, registers.R15),
            (DwarfRegister.ReturnAddress, registers.Rip),
        ];
        foreach (var (register, value) in all)
            frame.Set(register, value);
        return frame;
    }

    /// <summary>The call chain from registers.</summary>
    public IReadOnlyList<CrashFrame> Walk(in FrameRegisters registers, int most)
    {
        var memory = new CachedMemory(_code.Read);
        var walk = new StackWalk(_code.ModuleOf, memory.Read);
        var frames = new SmashedStack(walk, _code.ModuleOf, memory.Read).Complete([.. walk.Frames(registers, most)]);
        var places = new Dictionary<ulong, CrashFrame>();
        return [.. frames.Select(frame => Describe(frame, places))];
    }

    /// <summary>A recursion has few places and many frames.</summary>
    private CrashFrame Describe(StackFrame frame, Dictionary<ulong, CrashFrame> places)
    {
        if (places.TryGetValue(frame.Place, out var known))
            return known with { Frame = frame };
        if (_code.ModuleOf(frame.Place) is not { } module)
            return new CrashFrame(frame, null, null, "");
        var place = frame.Place - module.Bias;
        return places[frame.Place] = new CrashFrame(frame, module, FunctionAt(module, place), _names.FunctionAt(module, place));
    }

    private static (ulong Start, ulong End)? FunctionAt(CodeModule module, ulong place)
    {
        try
        {
            return module.Frames?.FindFunction(place);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private CrashKind KindOf(int signal, in SignalInfo info, in FrameRegisters registers, ulong address)
    {
        switch (signal)
        {
            case SignalNumber.SIGABRT:
                return CrashKind.Abort;
            case SignalNumber.SIGFPE:
                return CrashKind.Arithmetic;
            case SignalNumber.SIGILL or SignalNumber.SIGTRAP:
                return CrashKind.Instruction;
        }

        // The kernel tells no address where it isn't canonical.
        if (_code.ModuleOf(registers.Rip) is null)
            return CrashKind.Execute;
        if (IsBelowStack(registers.Rsp, address))
            return CrashKind.StackOverflow;
        return info.Code != (int)SignalCode.SI_KERNEL && IsWrite(registers.Rip, address) ? CrashKind.Write : CrashKind.Read;
    }

    /// <summary>Near the stack pointer, and not accessible although that stack grows down to there: a guard page, or the limit of the stack.</summary>
    private bool IsBelowStack(ulong stackPointer, ulong address)
    {
        if (address == 0 || address > stackPointer + 256 || stackPointer - Math.Min(address, stackPointer) > StackReach)
            return false;
        var map = _code.MapAt(address);
        return map is null || (map.Protection & MemoryProtection.PROT_WRITE) == 0;
    }

    private bool IsWrite(ulong instruction, ulong address)
    {
        Span<byte> code = stackalloc byte[Binaries.Code.MemoryAccess.LongestInstruction];
        code = code[..(int)ProcessMemory.Read(_pid, new RemotePtr(instruction), code).Or(0)];
        // Memory that can be read was written to.
        return Binaries.Code.MemoryAccess.Writes(code, instruction) || (_code.MapAt(address) is { } map && (map.Protection & MemoryProtection.PROT_READ) != 0);
    }

    /// <summary>The siginfo of the signal at which a thread stands.</summary>
    public static SignalInfo InfoOf(Tid tid)
    {
        Span<byte> bytes = stackalloc byte[128];
        Ptrace.GetSignalInfo(tid, bytes).OrThrow($"read the signal of thread {tid}");
        return MemoryMarshal.Read<SignalInfo>(bytes);
    }
}
