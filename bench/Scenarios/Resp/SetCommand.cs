using System.Buffers;
using System.Text;

namespace Perdure.Scenarios.Resp;

/// <summary>SET as redis reads it from a pipeline.</summary>
internal static class SetCommand
{
    public static void Append(ArrayBufferWriter<byte> output, string key, ReadOnlySpan<byte> value)
    {
        Encoding.ASCII.GetBytes($"*3\r\n$3\r\nSET\r\n${key.Length}\r\n{key}\r\n${value.Length}\r\n", output);
        output.Write(value);
        output.Write("\r\n"u8);
    }
}
