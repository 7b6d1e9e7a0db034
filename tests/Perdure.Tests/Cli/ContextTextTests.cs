using System.Text;
using Perdure.Cli.Diff;
using Perdure.Cli.Output;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Cli;

public sealed class ContextTextTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("Grüße, 世界 €5", "Grüße, 世界 €5")]
    [InlineData("a\0b\n\u001b[31m\u202ec\ufffd", "a.b..[31m.c\ufffd")]
    public void Memory_shows_as_text_without_what_a_terminal_obeys(string memory, string shown)
    {
        Assert.Equal(shown, ContextText.OfUtf8(Encoding.UTF8.GetBytes(memory)));
        Assert.Equal(shown, ContextText.OfUtf16(Encoding.Unicode.GetBytes(memory), 0));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_full_stops() => Assert.Equal("..a.", ContextText.OfUtf8([0xff, 0x80, (byte)'a', 0xc3]));

    [Fact]
    public void Text_of_two_bytes_a_letter_begins_where_a_letter_begins() => Assert.Equal(".ab", ContextText.OfUtf16([9, 0, 0, (byte)'a', 0, (byte)'b', 0], 3));

    [Theory]
    [InlineData("05000000", "5")]
    [InlineData("ff", "255")]
    [InlineData("0010000000700000", "0x700000001000")]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Values_of_variables(string? bytes, string? shown) => Assert.Equal(shown, VariableValue.Format(bytes));
}
