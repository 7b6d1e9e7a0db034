using Perdure.Cli.Output;
using Xunit;

namespace Perdure.Tests.Cli;

public sealed class FormatTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "0.98 KiB")]
    [InlineData(1024, "1.00 KiB")]
    [InlineData(114_688, "112 KiB")]
    [InlineData(23_456_789, "22.4 MiB")]
    [InlineData(1L << 50, "1.00 PiB")]
    [InlineData(long.MaxValue, "8.00 EiB")]
    public void Bytes_have_three_digits_and_a_unit(long bytes, string text) => Assert.Equal(text, ByteSize.Format(bytes));

    [Theory]
    [InlineData(0, "0 us")]
    [InlineData(999, "999 us")]
    [InlineData(2_154, "2.15 ms")]
    [InlineData(14_000, "14 ms")]
    [InlineData(123_456, "123 ms")]
    [InlineData(61_500_000, "61.5 s")]
    public void Durations_have_three_digits_and_a_unit(long microseconds, string text) => Assert.Equal(text, Duration.Format(microseconds));

    [Theory]
    [InlineData(1, "1 thread")]
    [InlineData(0, "0 threads")]
    [InlineData(1234, "1,234 threads")]
    public void Counts_agree_with_their_noun(long number, string text) => Assert.Equal(text, Count.Of(number, "thread"));
}
