using Iced.Intel;
using Perdure.Agent.Rings;
using static Iced.Intel.AssemblerRegisters;

namespace Perdure.Agent.Hooks;

/// <summary>How a thread finds its ring.</summary>
internal sealed partial class HookCode
{
    /// <summary>
    /// Leaves the address of the thread's ring in r11. The FS base tells threads apart; a thread that has none (it was made without a C library) is not noted. A ring that is nobody's is taken by one
    /// locked instruction; should a handler interrupt right there, it takes a ring of its own, which is lost.
    /// </summary>
    /// <param name="key">A free register.</param>
    /// <param name="full">Where to go when all rings of the group are taken.</param>
    private void FindRing(AssemblerRegister64 key, Label full)
    {
        var (probe, next, claim, found, key32) = (_c.CreateLabel(), _c.CreateLabel(), _c.CreateLabel(), _c.CreateLabel(), Low(key));
        _c.rdfsbase(key);
        _c.test(key, key);
        _c.je(_tail);
        _c.imul(r11d, key32, unchecked((int)RingLayout.HashFactor));
        _c.shr(r11d, (byte)(32 - _place.GroupBits));
        _c.shl(r11, (byte)System.Numerics.BitOperations.Log2(RingLayout.GroupBytes));
        _c.add(r11, __qword_ptr[Constant(_place.Rings.Value)]);
        _c.Label(ref probe);
        _c.cmp(__qword_ptr[r11 + RingLayout.Key], key);
        _c.je(found);
        _c.cmp(__qword_ptr[r11 + RingLayout.Key], 0);
        _c.je(claim);
        _c.Label(ref next);
        _c.add(r11, RingLayout.RingBytes);
        _c.test(r11d, RingLayout.GroupBytes - 1);
        _c.jne(probe);
        _c.jmp(full);
        _c.Label(ref claim);
        _c.@lock.bts(__qword_ptr[r11 + RingLayout.Claim], 0);
        _c.jb(next);
        _c.mov(__qword_ptr[r11 + RingLayout.Key], key);
        _c.Label(ref found);
    }

    /// <summary>At a function's entry r10 and r11 are free, and so are the flags.</summary>
    private void NoteNumber(AssemblerRegister64 number)
    {
        FindRing(r10, _tail);
        _c.mov(r10d, esp);
        _c.and(r10d, RingLayout.PendingMask);
        _c.mov(__qword_ptr[r11 + r10 + RingLayout.Pending], 0);
        _c.mov(__qword_ptr[r11 + r10 + RingLayout.Pending + 8], number);
        _c.mov(__qword_ptr[r11 + r10 + RingLayout.Pending], rsp);
    }

    /// <summary>
    /// A call whose number was noted at the entry of its function: one note for each number that is of interest. Without such a hook (code in no known function) there is an event without a number.
    /// </summary>
    private void NoteByNumber(Binaries.Code.SyscallSite site)
    {
        if (site.Source is null)
        {
            Note((Kernel.Abi.SyscallNumber)(-1), CallKind.Event, site);
            return;
        }

        _c.bt(r11d, DirectionFlagBit);
        _c.jb(_tail);
        FindRing(rcx, _tail);
        _c.mov(ecx, esp);
        _c.and(ecx, RingLayout.PendingMask);
        _c.cmp(__qword_ptr[r11 + rcx + RingLayout.Pending], rsp);
        _c.jne(_tail);
        _c.mov(rcx, __qword_ptr[r11 + rcx + RingLayout.Pending + 8]);
        var notes = NotedCalls.All.Select(call => (call.Key, call.Value, Label: _c.CreateLabel())).ToList();
        foreach (var (number, _, label) in notes)
        {
            _c.cmp(ecx, (int)number);
            _c.je(label);
        }

        _c.jmp(_tail);
        foreach (var (number, kind, label) in notes)
        {
            var here = label;
            _c.Label(ref here);
            // The flags in r11 are gone, and have been looked at.
            _c.xor(r11d, r11d);
            Note(number, kind, site);
        }
    }

    private Label Constant(ulong value)
    {
        var label = _c.CreateLabel();
        _constants.Add((label, value));
        return label;
    }

    private static AssemblerRegister32 Low(AssemblerRegister64 register) => new(((Register)register).GetFullRegister32());
}
