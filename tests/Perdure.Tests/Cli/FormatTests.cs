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
    [InlineData("1", 1)]
    [InlineData("512b", 512)]
    [InlineData("500M", 500L << 20)]
    [InlineData("20GiB", 20L << 30)]
    [InlineData("1.5t", 3L << 39)]
    [InlineData("2kB", 2048)]
    [InlineData("4E", 1L << 62)]
    public void Sizes_are_read_as_people_write_them(string text, long bytes) => Assert.Equal((true, bytes), (ByteSize.TryParse(text, out var read), read));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0.4")]
    [InlineData("-1G")]
    [InlineData("G")]
    [InlineData("1Gi")]
    [InlineData("1 G")]
    [InlineData("1X")]
    [InlineData(".")]
    [InlineData("1.2.3G")]
    [InlineData("1e9")]
    [InlineData("5E")]
    [InlineData("1G\n")]
    [InlineData("9999999999999999999")]
    public void What_is_no_size_is_not_read(string text) => Assert.False(ByteSize.TryParse(text, out _));

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
