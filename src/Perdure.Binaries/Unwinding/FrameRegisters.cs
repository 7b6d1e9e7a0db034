using System.Runtime.CompilerServices;

namespace Perdure.Binaries.Unwinding;

/// <summary>The general registers as they are in one frame of a stack. Of a caller's frame only those are known that its callee had to keep.</summary>
public struct FrameRegisters
{
    /// <summary>How many there are: 16, and the instruction pointer in the place of the return address.</summary>
    public const int Count = 17;
    private Values _values;
    private uint _known;

    /// <summary>The instruction pointer.</summary>
    public ulong Rip
    {
        readonly get => _values[(int)DwarfRegister.ReturnAddress];
        set => Set(DwarfRegister.ReturnAddress, value);
    }

    /// <summary>The stack pointer.</summary>
    public ulong Rsp
    {
        readonly get => _values[(int)DwarfRegister.Rsp];
        set => Set(DwarfRegister.Rsp, value);
    }

    /// <summary>Whether the value of a register is known.</summary>
    public readonly bool Knows(DwarfRegister register) => (_known & (1u << (int)register)) != 0;

    /// <summary>The value of a register; null where it isn't known.</summary>
    public readonly ulong? Get(DwarfRegister register) => Knows(register) ? _values[(int)register] : null;

    /// <summary>Sets a register.</summary>
    public void Set(DwarfRegister register, ulong value)
    {
        _values[(int)register] = value;
        _known |= 1u << (int)register;
    }

    /// <summary>Forgets a register.</summary>
    public void Forget(DwarfRegister register) => _known &= ~(1u << (int)register);

    [InlineArray(Count)]
    private struct Values
    {
        private ulong _first;
    }
}
