using Iced.Intel;
using Perdure.Binaries.Code;
using Xunit;
using static Iced.Intel.AssemblerRegisters;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Binaries.Code;

/// <summary>System calls in small functions, written as the compilers and C libraries write them.</summary>
public sealed class SyscallSiteTests
{
    private const ulong Address = 0x401000;
    private const int SmallestError = -4096;

    [Fact]
    public void The_shape_of_the_C_library()
    {
        var site = Single(c =>
        {
            var failed = c.CreateLabel();
            c.mov(eax, 232);
            c.syscall();
            c.cmp(rax, SmallestError);
            c.ja(failed);
            c.ret();
            c.Label(ref failed);
            c.mov(rax, -1);
            c.ret();
        });
        Assert.Equal((232, WindowRefusal.None, 6), (site.Number, site.Refusal, site.Window!.Length));
        Assert.Equal(site.Return, site.Window.Start);
        Assert.Empty(site.Window.Inner);
        Assert.Null(site.Source);
    }

    [Fact]
    public void A_number_that_is_cleared_is_zero()
    {
        var site = Single(c =>
        {
            c.xor(eax, eax);
            c.mov(r10d, ecx);
            c.syscall();
            c.cmp(rax, SmallestError);
            c.ret();
        });
        Assert.Equal(0, site.Number);
    }

    [Fact]
    public void A_number_that_another_way_may_have_changed_is_not_known()
    {
        var site = Single(c =>
        {
            var call = c.CreateLabel();
            c.mov(eax, 1);
            c.test(edi, edi);
            c.je(call);
            c.mov(eax, 20);
            c.Label(ref call);
            c.syscall();
            c.cmp(rax, SmallestError);
            c.ret();
        });
        Assert.Null(site.Number);
        Assert.Null(site.Source);
    }

    [Fact]
    public void Several_instructions_make_a_window_and_jumps_among_them_can_move()
    {
        var site = Single(c =>
        {
            var failed = c.CreateLabel();
            c.mov(eax, 0);
            c.syscall();
            c.test(rax, rax);
            c.js(failed);
            c.ret();
            c.Label(ref failed);
            c.ret();
        });
        Assert.Equal(2, site.Window!.Instructions.Count);
        Assert.Equal([site.Return + 3], site.Window.Inner);
        Assert.False(site.Window.NeverFallsThrough);
    }

    [Fact]
    public void Padding_behind_a_return_may_be_overwritten_but_is_not_moved()
    {
        var site = Single(c =>
        {
            c.mov(eax, 3);
            c.syscall();
            c.ret();
            c.nop();
            c.nop();
            c.nop();
            c.nop();
        });
        Assert.Equal(5, site.Window!.Length);
        Assert.Single(site.Window.Moved);
        Assert.True(site.Window.NeverFallsThrough);
    }

    [Theory]
    [InlineData(WindowRefusal.BranchInto)]
    [InlineData(WindowRefusal.Immovable)]
    [InlineData(WindowRefusal.TooShort)]
    [InlineData(WindowRefusal.FlagsNeeded)]
    public void What_can_not_give_way_is_refused(WindowRefusal expected)
    {
        var site = Single(c =>
        {
            var behind = c.CreateLabel();
            c.mov(eax, 0);
            if (expected == WindowRefusal.BranchInto)
            {
                c.test(rdi, rdi);
                c.js(behind);
            }

            c.syscall();
            if (expected == WindowRefusal.BranchInto)
                c.Label(ref behind);
            if (expected == WindowRefusal.Immovable)
                c.call(Address);
            else if (expected == WindowRefusal.FlagsNeeded)
                c.setb(dl);
            if (expected != WindowRefusal.TooShort)
                c.cmp(rax, SmallestError);
            c.ret();
        });
        Assert.Equal((expected, null), (site.Refusal, site.Window));
    }

    [Fact]
    public void A_branch_of_another_function_counts_as_well()
    {
        var (code, functions) = Assemble(
            c =>
            {
                c.mov(eax, 0);
                c.syscall();
                c.cmp(rax, SmallestError);
                c.ret();
            },
            c => c.jmp(Address + 7));
        Assert.Equal(WindowRefusal.BranchInto, Assert.Single(SyscallSites.Find(code, Address, functions)).Refusal);
    }

    [Fact]
    public void The_number_of_syscall_comes_with_its_first_argument()
    {
        var site = Single(c =>
        {
            c.endbr64();
            c.mov(rax, rdi);
            c.mov(rdi, rsi);
            c.mov(rsi, rdx);
            c.mov(rdx, rcx);
            c.syscall();
            c.cmp(rax, SmallestError + 1);
            c.ret();
        });
        Assert.Null(site.Number);
        Assert.Equal(Register.RDI, site.Source!.Register);
        Assert.Equal(Address + 4, site.Source.Entry.Start);
    }

    [Fact]
    public void The_cancellable_call_of_newer_C_libraries_is_noted_before_it_looks_for_cancellation()
    {
        var site = Single(c =>
        {
            var cancelled = c.CreateLabel();
            c.mov(eax, __dword_ptr[rdi]);
            c.test(al, 4);
            c.jne(cancelled);
            c.mov(r11, rdi);
            c.mov(rax, rsi);
            c.mov(rdi, rdx);
            c.mov(rsi, rcx);
            c.mov(rdx, r8);
            c.mov(r10, r9);
            c.mov(r8, __qword_ptr[rsp + 8]);
            c.mov(r9, __qword_ptr[rsp + 16]);
            c.syscall();
            c.ret();
            c.nop();
            c.nop();
            c.nop();
            c.nop();
            c.Label(ref cancelled);
            c.jmp(Address);
        });
        Assert.Equal(Register.RSI, site.Source!.Register);

        // Branches to the first instruction are as good as calls.
        Assert.Equal(Address, site.Source.Entry.Start);
    }

    [Fact]
    public void A_stack_pointer_that_moves_on_the_way_gives_no_source()
    {
        var site = Single(c =>
        {
            c.push(rbx);
            c.mov(rax, rdi);
            c.syscall();
            c.cmp(rax, SmallestError);
            c.pop(rbx);
            c.ret();
        });
        Assert.Null(site.Source);
    }

    [Fact]
    public void Code_without_functions_has_the_known_shape_or_no_window()
    {
        var (code, _) = Assemble(c =>
        {
            c.mov(eax, 7);
            c.syscall();
            c.cmp(rax, SmallestError + 1);
            c.mov(rbx, rax);
            c.syscall();
            c.mov(rbx, rax);
            c.ret();
        });
        var sites = SyscallSites.Find(code, Address, []);
        Assert.Equal((7, 6), (sites[0].Number, sites[0].Window!.Length));
        Assert.Equal((null, WindowRefusal.UnknownCode, null), (sites[1].Number, sites[1].Refusal, sites[1].Window));
        Assert.Equal(2, sites.Count);

        // Beside functions such bytes are taken for data.
        Assert.Single(SyscallSites.Find(code, Address, [new CodeRange(Address - 16, Address)]));
    }

    [Fact]
    public void Bytes_of_a_constant_are_no_call()
    {
        var (code, functions) = Assemble(c =>
        {
            c.mov(ebx, 0x050f);
            c.cmp(rax, SmallestError);
            c.ret();
        });
        Assert.Empty(SyscallSites.Find(code, Address, functions));
    }

    [Fact]
    public void Whatever_the_bytes_are_there_is_an_answer()
    {
        var random = new Random(4711);
        var code = new byte[4096];
        for (var time = 0; time < 300; time++)
        {
            random.NextBytes(code);
            for (var call = 0; call < 40; call++)
                new byte[] { 0x0f, 0x05 }.CopyTo(code, random.Next(code.Length - 2));
            var functions = Enumerable.Range(0, 10).Select(index => new CodeRange(Address + (ulong)(index * 400), Address + (ulong)((index * 400) + random.Next(1, 400)))).ToList();
            foreach (var site in SyscallSites.Find(code, Address, functions).Where(site => site.Window is not null))
                Assert.InRange(site.Window!.Length, CodeWindow.JumpBytes, CodeWindow.JumpBytes + CodeLimits.InstructionBytes - 1);
        }
    }

    private static SyscallSite Single(Action<Assembler> write)
    {
        var (code, functions) = Assemble(write);
        return Assert.Single(SyscallSites.Find(code, Address, functions));
    }

    private static (byte[] Code, IReadOnlyList<CodeRange> Functions) Assemble(params Action<Assembler>[] functions)
    {
        using var bytes = new MemoryStream();
        var ranges = new List<CodeRange>();
        foreach (var write in functions)
        {
            var assembler = new Assembler(64);
            write(assembler);
            var start = Address + (ulong)bytes.Length;
            assembler.Assemble(new StreamCodeWriter(bytes), start);
            ranges.Add(new CodeRange(start, Address + (ulong)bytes.Length));
        }

        return (bytes.ToArray(), ranges);
    }
}
