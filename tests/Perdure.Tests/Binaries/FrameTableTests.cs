using Perdure.Binaries;
using Perdure.Binaries.Unwinding;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Binaries;

/// <summary>Tables of frames of the libraries and programs that are there, and of damaged ones.</summary>
public sealed class FrameTableTests
{
    private const int Rounds = 300;

    [Theory]
    [InlineData("/lib/x86_64-linux-gnu/libc.so.6")]
    [InlineData("/bin/bash")]
    [InlineData("/usr/bin/gcc")]
    public void Each_function_has_its_caller_below_its_return_address(string path)
    {
        Assert.SkipUnless(File.Exists(path), $"{path} is not there");
        var table = FrameTable.Read(new ElfReader(File.ReadAllBytes(path)))!;
        Assert.True(table.Count > 10, $"{table.Count} functions");
        var usual = 0;
        foreach (var start in table.FunctionStarts())
        {
            if (table.FindFunction(start) is not { } bounds)
                continue;
            Assert.Equal(start, bounds.Start);
            Assert.NotNull(table.RowAt(bounds.End - 1));
            var (_, row) = table.RowAt(start)!.Value;
            // At its first instruction only the return address lies on the stack.
            usual += row is { CfaExpression: null, CfaRegister: (int)DwarfRegister.Rsp, CfaOffset: 8 } && row[(int)DwarfRegister.ReturnAddress] == new RegisterRule(RuleKind.Offset, -8) ? 1 : 0;
        }

        // The others are the halves of split functions, and signal frames.
        Assert.InRange(usual, table.Count * 7 / 10, table.Count);
    }

    [Fact]
    public void Damaged_tables_are_survived()
    {
        var seed = File.ReadAllBytes("/bin/true");
        var segment = new ElfReader(seed).Segments.Single(one => one.Type == Perdure.Binaries.Abi.ElfSegmentType.PT_GNU_EH_FRAME);
        var random = new Random(7);
        var refused = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = (byte[])seed.Clone();
            // .eh_frame follows its header.
            for (var change = 0; change < 20; change++)
                bytes[(int)segment.Offset + random.Next((int)segment.FileSize * 4)] = (byte)random.Next(256);
            refused += Survives(bytes) ? 0 : 1;
        }

        Assert.InRange(refused, 1, Rounds);
    }

    /// <returns>Whether nothing was refused.</returns>
    private static bool Survives(byte[] bytes)
    {
        try
        {
            if (FrameTable.Read(new ElfReader(bytes)) is not { } table)
                return true;
            var walk = new StackWalk(_ => new CodeModule(0, ulong.MaxValue, 0, "damaged", table), (_, into) => { into.Clear(); return true; });
            foreach (var start in table.FunctionStarts().Take(200))
            {
                var registers = default(FrameRegisters);
                for (var number = 0; number < FrameRegisters.Count; number++)
                    registers.Set((DwarfRegister)number, start);
                Assert.InRange(walk.Frames(registers, 100).Count(), 1, 100);
                table.RowAt(start);
            }

            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
