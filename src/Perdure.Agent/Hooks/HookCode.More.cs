using Iced.Intel;
using Perdure.Agent.Rings;
using Perdure.Binaries.Code;
using Perdure.Kernel.Abi;
using static Iced.Intel.AssemblerRegisters;

namespace Perdure.Agent.Hooks;

/// <summary>Moments and payloads, which take more registers than two.</summary>
internal sealed partial class HookCode
{
    /// <summary>
    /// With the entry in r11: takes a slot, saves what is borrowed, notes, completes the entry, and leaves. r11 is the slot in between. Without a free slot (four handlers
    /// in one another, or left by longjmp right here) the entry has neither moment nor payload.
    /// </summary>
    private void NoteMore(SyscallNumber number, CallKind kind, SyscallSite site)
    {
        var none = _c.CreateLabel();
        TakeSlot(none);
        _c.mov(__qword_ptr[r11 + RingLayout.SlotRdi], rdi);
        _c.mov(__qword_ptr[r11 + RingLayout.SlotRsi], rsi);
        _c.mov(__qword_ptr[r11 + RingLayout.SlotRdx], rdx);
        _c.mov(__qword_ptr[r11 + RingLayout.SlotRax], rax);
        _c.mov(__qword_ptr[r11 + RingLayout.SlotEntry], rcx);
        NoteMoment(number, MomentOf(kind), site);
        if ((kind & CallKind.AnyPayload) != 0)
            NotePayload(kind);
        CompleteMoment(MomentOf(kind));
        _c.mov(rdi, __qword_ptr[r11 + RingLayout.SlotRdi]);
        _c.mov(rsi, __qword_ptr[r11 + RingLayout.SlotRsi]);
        _c.mov(rdx, __qword_ptr[r11 + RingLayout.SlotRdx]);
        _c.mov(rax, __qword_ptr[r11 + RingLayout.SlotRax]);
        _c.mov(__dword_ptr[r11], 0);
        _c.jmp(_tail);
        _c.Label(ref none);
        _c.mov(r11, rcx);
    }

    /// <summary>Leaves the entry in rcx and the slot, now ours, in r11.</summary>
    private void TakeSlot(Label none)
    {
        var (probe, got) = (_c.CreateLabel(), _c.CreateLabel());
        _c.mov(rcx, r11);
        _c.and(r11, -RingLayout.RingBytes);
        _c.add(r11, RingLayout.Slots);
        _c.Label(ref probe);
        _c.@lock.bts(__dword_ptr[r11], 0);
        _c.jae(got);
        _c.add(r11, RingLayout.SlotBytes);
        _c.test(r11d, (RingLayout.SlotCount * RingLayout.SlotBytes) - 1);
        _c.jne(probe);
        _c.jmp(none);
        _c.Label(ref got);
    }

    private void NoteMoment(SyscallNumber number, int moment, SyscallSite site)
    {
        _c.mov(__qword_ptr[r11 + moment + RingLayout.MomentSequence], 0);
        _c.mov(__dword_ptr[r11 + moment + RingLayout.MomentNumber], (int)number);
        _c.mov(__qword_ptr[r11 + moment + RingLayout.MomentArgument0], rdi);
        _c.mov(__qword_ptr[r11 + moment + RingLayout.MomentResult], rax);
        _c.mov(rcx, site.Return);
        _c.mov(__qword_ptr[r11 + moment + RingLayout.MomentRip], rcx);
        _c.mov(__qword_ptr[r11 + moment + RingLayout.MomentRsp], rsp);
        _c.mov(__qword_ptr[r11 + moment + RingLayout.MomentRbx], rbx);
        _c.mov(__qword_ptr[r11 + moment + RingLayout.MomentRbp], rbp);
        _c.mov(__qword_ptr[r11 + moment + RingLayout.MomentR12], r12);
        _c.mov(__qword_ptr[r11 + moment + RingLayout.MomentR13], r13);
        _c.mov(__qword_ptr[r11 + moment + RingLayout.MomentR14], r14);
        _c.mov(__qword_ptr[r11 + moment + RingLayout.MomentR15], r15);
        MeasureStack();
        _c.mov(__qword_ptr[r11 + moment + RingLayout.MomentStackBytes], rcx);
        _c.mov(rsi, rsp);
        _c.lea(rdi, __[r11 + moment + RingLayout.MomentStack]);
        _c.rep.movsb();
    }

    /// <summary>
    /// Leaves in rcx how many bytes from the stack pointer up may be read: 2 KiB within the bounds that a tracer has written (AgentRings), else to the end of the page, which is mapped for
    /// certain. rdi and rdx are free.
    /// </summary>
    private void MeasureStack()
    {
        const int pageBytes = 4096;
        var (unknown, measured) = (_c.CreateLabel(), _c.CreateLabel());
        _c.mov(rdi, r11);
        _c.and(rdi, -RingLayout.RingBytes);
        _c.mov(ecx, RingLayout.StackBytes);
        _c.mov(rdx, __qword_ptr[rdi + RingLayout.StackHigh]);
        _c.cmp(rsp, __qword_ptr[rdi + RingLayout.StackLow]);
        _c.jb(unknown);
        _c.sub(rdx, rsp);
        _c.ja(measured);
        _c.Label(ref unknown);
        _c.mov(edx, esp);
        _c.and(edx, pageBytes - 1);
        _c.neg(edx);
        _c.add(edx, pageBytes);
        _c.Label(ref measured);
        _c.cmp(rdx, rcx);
        _c.cmovb(rcx, rdx);
    }

    private void CompleteMoment(int moment)
    {
        _c.mov(rax, _place.Head.Value);
        _c.@lock.inc(__qword_ptr[rax + RingLayout.HeadSequence]);
        _c.mov(rax, __qword_ptr[rax + RingLayout.HeadSequence]);
        _c.mov(rcx, __qword_ptr[r11 + RingLayout.SlotEntry]);
        _c.mov(__qword_ptr[r11 + moment + RingLayout.MomentSequence], rax);
        _c.mov(__qword_ptr[rcx + RingLayout.EntrySequence], rax);
    }

    private void NotePayload(CallKind kind)
    {
        var none = _c.CreateLabel();
        _c.mov(rdx, __qword_ptr[r11 + RingLayout.SlotRax]);
        if ((kind & CallKind.PeekInFourth) != 0)
        {
            // MSG_TRUNC answers the length of the datagram, which may be more than the buffer.
            _c.cmp(rdx, __qword_ptr[r11 + RingLayout.SlotRdx]);
            _c.cmova(rdx, __qword_ptr[r11 + RingLayout.SlotRdx]);
        }

        _c.test(rdx, rdx);
        _c.je(none);
        _c.mov(ecx, RingLayout.PayloadBytes);
        _c.cmp(rdx, rcx);
        _c.cmova(rdx, rcx);
        TakeData();
        if ((kind & CallKind.BufferPayload) != 0)
        {
            _c.mov(rsi, __qword_ptr[r11 + RingLayout.SlotRsi]);
            _c.mov(rcx, rdx);
            _c.rep.movsb();
        }
        else
            CopyVectors(kind);
        _c.Label(ref none);
        _c.nop();
    }

    /// <summary>With the length in rdx: takes room in the ring's data, notes it in the entry, and leaves its address in rdi.</summary>
    private void TakeData()
    {
        const int roundTo = 16;
        _c.mov(rdi, r11);
        _c.and(rdi, -RingLayout.RingBytes);
        _c.lea(rcx, __[rdx + roundTo - 1]);
        _c.and(rcx, -roundTo);
        _c.xadd(__qword_ptr[rdi + RingLayout.DataCursor], rcx);
        _c.mov(rax, __qword_ptr[r11 + RingLayout.SlotEntry]);
        _c.mov(__qword_ptr[rax + RingLayout.EntryData], rcx);
        _c.mov(__dword_ptr[rax + RingLayout.EntryDataBytes], edx);
        _c.and(ecx, RingLayout.DataBytes - 1);
        _c.lea(rdi, __[rdi + rcx + RingLayout.Data]);
    }

    /// <summary>With the length in rdx and the destination in rdi: copies from buffer after buffer. What they hold less than the length is left as it was, and cut.</summary>
    private void CopyVectors(CallKind kind)
    {
        const int messageVectors = 16;
        const int messageCount = 24;
        const int vectorBytes = 16;
        var (next, done) = (_c.CreateLabel(), _c.CreateLabel());
        _c.mov(rax, __qword_ptr[r11 + RingLayout.SlotRsi]);
        _c.mov(rcx, __qword_ptr[r11 + RingLayout.SlotRdx]);
        if ((kind & CallKind.MessagePayload) != 0)
        {
            _c.mov(rcx, __qword_ptr[rax + messageCount]);
            _c.mov(rax, __qword_ptr[rax + messageVectors]);
        }

        _c.mov(__qword_ptr[r11 + RingLayout.SlotCounter], rcx);
        _c.Label(ref next);
        _c.dec(__qword_ptr[r11 + RingLayout.SlotCounter]);
        _c.js(done);
        _c.mov(rsi, __qword_ptr[rax]);
        _c.mov(rcx, __qword_ptr[rax + 8]);
        _c.cmp(rcx, rdx);
        _c.cmova(rcx, rdx);
        _c.sub(rdx, rcx);
        _c.rep.movsb();
        _c.add(rax, vectorBytes);
        _c.test(rdx, rdx);
        _c.jne(next);
        _c.Label(ref done);
        _c.mov(rax, __qword_ptr[r11 + RingLayout.SlotEntry]);
        _c.sub(__dword_ptr[rax + RingLayout.EntryDataBytes], edx);
    }

    private static int MomentOf(CallKind kind)
    {
        var index = (kind & CallKind.AnyMoment) switch
        {
            CallKind.WaitMoment => MomentKind.Wait,
            CallKind.ReadMoment => MomentKind.Read,
            _ => MomentKind.Accept,
        };
        return RingLayout.SlotMoments + ((int)index * RingLayout.MomentBytes);
    }
}
