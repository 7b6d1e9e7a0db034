using Iced.Intel;
using Perdure.Agent.Rings;
using Perdure.Binaries.Code;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using static Iced.Intel.AssemblerRegisters;

namespace Perdure.Agent.Hooks;

/// <summary>
/// Writes the code that runs behind a <c>syscall</c>. It has rcx and r11, which the kernel has just overwritten, and no stack: the red zone may be in use, and the stack may be at its end. What needs
/// more registers saves them in a slot that it has taken with one locked instruction, so that a signal handler, a vfork child, or even another thread under the same FS base can't take it as well.
/// A signal may come at every instruction: space is taken by one addition, and an entry counts when its sequence number is there, which is written last.
/// </summary>
internal sealed partial class HookCode
{
    private const byte DirectionFlagBit = 10;
    private readonly Assembler _c = new(64);
    private readonly RingPlace _place;
    private readonly List<(Label Label, ulong Value)> _constants = [];
    private Label _tail;

    private HookCode(RingPlace place)
    {
        _place = place;
        _tail = _c.CreateLabel();
    }

    /// <summary>The hook behind a call.</summary>
    /// <param name="place">The rings.</param>
    /// <param name="site">The call. Precondition: it has a window, and a number that is noted or unknown.</param>
    /// <param name="at">Where the code will be.</param>
    public static byte[] BehindCall(RingPlace place, SyscallSite site, RemotePtr at)
    {
        var code = new HookCode(place);
        if (site.Number is { } number)
            code.Note((SyscallNumber)number, NotedCalls.Of(number), site);
        else
            code.NoteByNumber(site);
        return code.Finish(site.Window!, at);
    }

    /// <summary>The hook at the entry of a function whose call has its number from a register: it notes the number.</summary>
    /// <param name="place">The rings.</param>
    /// <param name="source">Function and register.</param>
    /// <param name="at">Where the code will be.</param>
    public static byte[] AtEntry(RingPlace place, NumberSource source, RemotePtr at)
    {
        var code = new HookCode(place);
        code.NoteNumber(new AssemblerRegister64(source.Register));
        return code.Finish(source.Entry, at);
    }

    private byte[] Finish(CodeWindow window, RemotePtr at)
    {
        _c.Label(ref _tail);
        foreach (var instruction in window.Moved)
            _c.AddInstruction(instruction);
        if (!window.NeverFallsThrough)
            _c.jmp(window.End);
        foreach (var (label, value) in _constants)
        {
            var here = label;
            _c.Label(ref here);
            _c.dq(value);
        }

        using var bytes = new MemoryStream();
        _c.Assemble(new StreamCodeWriter(bytes), at.Value);
        return bytes.ToArray();
    }

    /// <summary>Notes one call whose number is known.</summary>
    private void Note(SyscallNumber number, CallKind kind, SyscallSite site)
    {
        var full = _c.CreateLabel();
        LeaveUnless(kind);
        FindRing(rcx, full);
        TakeEntry();
        _c.mov(__dword_ptr[r11 + RingLayout.EntryNumber], (int)number);
        if ((kind & (CallKind.AnyMoment | CallKind.AnyPayload)) != 0)
            NoteMore(number, kind, site);
        CompleteEntry(kind);
        _c.jmp(_tail);
        CountUnnoted(full);
    }

    /// <summary>The conditions that the registers tell.</summary>
    private void LeaveUnless(CallKind kind)
    {
        const int protExec = 4;
        const int msgPeek = 2;
        if ((kind & CallKind.AnyResult) == 0)
        {
            _c.test(rax, rax);
            _c.js(_tail);
        }

        if ((kind & CallKind.NewCode) != 0)
        {
            _c.test(dl, protExec);
            _c.je(_tail);
            _c.test(r8d, r8d);
            _c.js(_tail);
        }

        if ((kind & CallKind.PeekInFourth) != 0)
        {
            _c.test(r10b, msgPeek);
            _c.jne(_tail);
        }

        if ((kind & CallKind.PeekInThird) != 0)
        {
            _c.test(dl, msgPeek);
            _c.jne(_tail);
        }

        // The kernel left the flags in r11. Copying backwards is nobody's habit, so there is no note rather than care.
        if ((kind & (CallKind.AnyMoment | CallKind.AnyPayload)) != 0)
        {
            _c.bt(r11d, DirectionFlagBit);
            _c.jb(_tail);
        }
    }

    /// <summary>Takes the next entry of the ring in r11, and leaves its address there.</summary>
    private void TakeEntry()
    {
        _c.mov(ecx, RingLayout.EntryBytes);
        _c.xadd(__qword_ptr[r11 + RingLayout.Cursor], rcx);
        _c.and(ecx, (RingLayout.EntryCount - 1) * RingLayout.EntryBytes);
        _c.lea(r11, __[r11 + rcx + RingLayout.Entries]);
        _c.mov(__qword_ptr[r11 + RingLayout.EntrySequence], 0);
        _c.mov(__qword_ptr[r11 + RingLayout.EntryResult], rax);
        _c.mov(__qword_ptr[r11 + RingLayout.EntryArgument0], rdi);
        _c.mov(__qword_ptr[r11 + RingLayout.EntryArgument1], rsi);
        _c.mov(__qword_ptr[r11 + RingLayout.EntryArgument2], rdx);
        _c.mov(__qword_ptr[r11 + RingLayout.EntryStack], rsp);
        _c.mov(__dword_ptr[r11 + RingLayout.EntryDataBytes], 0);
    }

    /// <summary>
    /// Gives the entry in r11 its number. Raising the counter and reading it are two steps, since no third register is free for xadd: two threads may get the same number, but only if
    /// neither was done when the other began.
    /// </summary>
    private void CompleteEntry(CallKind kind)
    {
        _c.mov(rcx, _place.Head.Value);
        if ((kind & CallKind.NewCode) != 0)
            _c.@lock.inc(__qword_ptr[rcx + RingLayout.HeadNewCode]);
        _c.@lock.inc(__qword_ptr[rcx + RingLayout.HeadSequence]);
        _c.mov(rcx, __qword_ptr[rcx + RingLayout.HeadSequence]);
        _c.mov(__qword_ptr[r11 + RingLayout.EntrySequence], rcx);
    }

    private void CountUnnoted(Label full)
    {
        _c.Label(ref full);
        _c.mov(rcx, _place.Head.Value);
        _c.@lock.inc(__qword_ptr[rcx + RingLayout.HeadUnnoted]);
        _c.jmp(_tail);
    }
}
