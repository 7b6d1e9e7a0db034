using Iced.Intel;

namespace Perdure.Binaries.Code;

/// <summary>The call that stands before a return address.</summary>
/// <param name="Target">Whom it calls; null where a register or memory says it.</param>
public readonly record struct CallBefore(ulong? Target)
{
    /// <summary>The longest call.</summary>
    public const int Bytes = 7;
    private const int ShortestCall = 2;

    /// <summary>Finds the call; null if the bytes don't end with one.</summary>
    /// <param name="code">The bytes before the address.</param>
    /// <param name="address">The address.</param>
    public static CallBefore? Find(ReadOnlySpan<byte> code, ulong address)
    {
        for (var length = ShortestCall; length <= code.Length; length++)
        {
            var instruction = Decoder.Create(64, code[^length..].ToArray(), address - (ulong)length).Decode();
            if (instruction.Length == length && instruction.FlowControl is FlowControl.Call or FlowControl.IndirectCall)
                return new CallBefore(instruction.FlowControl == FlowControl.Call ? instruction.NearBranchTarget : null);
        }

        return null;
    }
}
