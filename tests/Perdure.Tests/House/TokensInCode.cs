using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace Perdure.Tests.House;

/// <summary>The metadata tokens in the code of a method.</summary>
internal static class TokensInCode
{
    private static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value & 0xffff, code => code.OperandType);

    internal static IEnumerable<int> Of(BlobReader code)
    {
        var tokens = new List<int>();
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            if (value == 0xfe)
                value = (value << 8) | code.ReadByte();
            var operand = Operands[value];
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
                tokens.Add(code.ReadInt32());
            else
                code.Offset += SizeOf(operand, code);
        }
        return tokens;
    }

    private static int SizeOf(OperandType operand, BlobReader rest) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * rest.ReadInt32()),
        _ => 4,
    };
}
