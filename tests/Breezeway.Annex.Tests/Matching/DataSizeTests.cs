using Breezeway.Annex.Matching;

namespace Breezeway.Annex.Tests.Matching;

public class DataSizeTests
{
    [Theory]
    // As MID's maxsize reads them.
    [InlineData("1kb", 1000)]
    [InlineData("1KB", 1000)]
    [InlineData("1k", 1000)]
    [InlineData("1K", 1000)]
    [InlineData("1ki", 1024)]
    [InlineData("1KIB", 1024)]
    [InlineData("0.97KiB", 993)]
    [InlineData("1 kb", 1000)]
    [InlineData("1  kb", 1000)]
    [InlineData(" 1kb ", 1000)]
    [InlineData("8kbit", 1000)]
    [InlineData("8mbit", 1000000)]
    [InlineData("8megabit", 1000000)]
    [InlineData("1kilobits", 125)]
    [InlineData("1kilobyte", 1000)]
    [InlineData("1.5kilobytes", 1500)]
    [InlineData("0.5kibibyte", 512)]
    [InlineData("1gibibytes", 1073741824)]
    [InlineData("999byte", 999)]
    [InlineData("999b", 999)]
    [InlineData("1B", 1)]
    [InlineData("8mib", 8388608)]
    [InlineData("1m", 1000000)]
    [InlineData("1g", 1000000000)]
    [InlineData("1tebibyte", 1099511627776)]
    [InlineData("1pb", 1000000000000000)]
    [InlineData("1e", 1000000000000000000)]
    [InlineData("1.0e", 1000000000000000000)]
    [InlineData("1ei", 1152921504606846976)]
    [InlineData("0.9e3", 900)]
    [InlineData("1e3kb", 1000000)]
    [InlineData("1e+2", 100)]
    [InlineData("1e-3", 0)]
    [InlineData("0x10", 16)]
    [InlineData("0o17", 15)]
    [InlineData("0b11", 0)]
    [InlineData("1.", 1)]
    [InlineData("1.kb", 1)]
    [InlineData("1,000kb", 1)]
    [InlineData("1 kb x", 1000)]
    [InlineData("1 k b", 1000)]
    [InlineData("1m5", 1000000)]
    [InlineData("10-5", 10)]
    [InlineData("-1", -1)]
    [InlineData("998.5", 998)]
    [InlineData("999.5", 1000)]
    [InlineData("0.5", 0)]
    [InlineData("1.5", 2)]
    [InlineData("2.5", 2)]
    [InlineData("00999", 999)]
    [InlineData("9007199254740993", 9007199254740992)]
    [InlineData("1zb", long.MaxValue)]
    [InlineData("1e400", long.MaxValue)]
    public void Sizes_are_read(string text, long bytes)
    {
        Assert.True(DataSize.TryParse(text, out long parsed));
        Assert.Equal(bytes, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("kb")]
    [InlineData(".9kb")]
    [InlineData("+1")]
    [InlineData("1kk")]
    [InlineData("1kilo")]
    [InlineData("1kibi")]
    [InlineData("1kbits")]
    [InlineData("8kibit")]
    [InlineData("8kibibit")]
    [InlineData("8bit")]
    [InlineData("1kbyte")]
    [InlineData("1Kbps")]
    [InlineData("999octets")]
    [InlineData("0x")]
    public void What_is_no_size_is_refused(string text) => Assert.False(DataSize.TryParse(text, out _));

    [Theory]
    // As MID's examinekey and info print them.
    [InlineData(0, "0 B", "0 bytes")]
    [InlineData(1, "1 B", "1 byte")]
    [InlineData(2, "2 B", "2 bytes")]
    [InlineData(999, "999 B", "999 bytes")]
    [InlineData(1000, "1 kB", "1 kilobyte")]
    [InlineData(1005, "1 kB", "1 kilobyte")]
    [InlineData(1009, "1.01 kB", "1.01 kilobytes")]
    [InlineData(1045, "1.04 kB", "1.04 kilobytes")]
    [InlineData(1125, "1.12 kB", "1.12 kilobytes")]
    [InlineData(1145, "1.15 kB", "1.15 kilobytes")]
    [InlineData(1375, "1.38 kB", "1.38 kilobytes")]
    [InlineData(1585, "1.58 kB", "1.58 kilobytes")]
    [InlineData(9999, "10 kB", "10 kilobytes")]
    [InlineData(10050, "10.05 kB", "10.05 kilobytes")]
    [InlineData(12345, "12.35 kB", "12.35 kilobytes")]
    [InlineData(999950, "999.95 kB", "999.95 kilobytes")]
    [InlineData(999999, "1000 kB", "1000 kilobytes")]
    [InlineData(1050000, "1.05 MB", "1.05 megabytes")]
    [InlineData(1500000, "1.5 MB", "1.5 megabytes")]
    [InlineData(8388608, "8.39 MB", "8.39 megabytes")]
    [InlineData(1234567890, "1.23 GB", "1.23 gigabytes")]
    [InlineData(999999999999, "1000 GB", "1000 gigabytes")]
    [InlineData(1000000000000000, "1 PB", "1 petabyte")]
    [InlineData(long.MaxValue, "9.22 EB", "9.22 exabytes")]
    [InlineData(-1500, "-1.5 kB", "-1.5 kilobytes")]
    public void Sizes_are_written_short_and_long(long bytes, string shortly, string longly)
    {
        Assert.Equal(shortly, DataSize.Short(bytes));
        Assert.Equal(longly, DataSize.Long(bytes));
    }

    [Fact]
    public void Sizes_of_memory_are_written_in_powers_of_1024()
    {
        Assert.Equal("32 mebibytes", DataSize.Long(32 << 20, binary: true));
        Assert.Equal("1 kibibyte", DataSize.Long(1024, binary: true));
        Assert.Equal("1.5 KiB", DataSize.Short(1536, binary: true));
        Assert.Equal("1000 B", DataSize.Short(1000, binary: true));
    }
}
