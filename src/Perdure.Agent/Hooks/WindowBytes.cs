using Iced.Intel;
using Perdure.Binaries.Code;

namespace Perdure.Agent.Hooks;

/// <summary>Whether the instructions of a window are still those that were found.</summary>
internal static class WindowBytes
{
    public static bool AreThere(CodeWindow window, byte[] bytes)
    {
        var decoder = Decoder.Create(64, new ByteArrayCodeReader(bytes), window.Start);
        foreach (var expected in window.Instructions)
        {
            decoder.Decode(out var there);
            if (!Instruction.EqualsAllBits(there, expected))
                return false;
        }

        return true;
    }
}
