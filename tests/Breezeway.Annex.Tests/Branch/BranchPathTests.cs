using Breezeway.Annex.Branch;
using Breezeway.Annex.Keys;
using CsCheck;

namespace Breezeway.Annex.Tests.Branch;

public class BranchPathTests
{
    static readonly Key Hello = Key.Parse("SHA256E-s6--5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03.txt");

    [Theory]
    [InlineData(KeyLog.Location, ".log")]
    [InlineData(KeyLog.Url, ".log.web")]
    [InlineData(KeyLog.Metadata, ".log.met")]
    [InlineData(KeyLog.RemoteMetadata, ".log.rmet")]
    [InlineData(KeyLog.RemoteState, ".log.rmt")]
    [InlineData(KeyLog.ContentIdentifier, ".log.cid")]
    [InlineData(KeyLog.Chunk, ".log.cnk")]
    [InlineData(KeyLog.EquivalentKey, ".log.ek")]
    public void A_key_has_a_path_for_each_log(KeyLog log, string ext)
    {
        Assert.Equal($"d91/b11/{Hello}{ext}", BranchPath.Of(Hello, log));
        Assert.Equal($"d91/{Hello}{ext}", BranchPath.Of(Hello, log, 1));
        Assert.Equal((Hello, log), BranchPath.TryParse($"d91/b11/{Hello}{ext}"));
        Assert.Equal((Hello, log), BranchPath.TryParse($"d91/{Hello}{ext}", 1));
        Assert.Null(BranchPath.TryParse($"d91/b11/{Hello}{ext}", 1));
        Assert.Null(BranchPath.TryParse($"d91/{Hello}{ext}"));
    }

    [Theory]
    [InlineData("uuid.log")]
    [InlineData("b66/a69/nokey.log")]
    [InlineData("b66/a69/.log")]
    [InlineData("b66/a69/SHA256E-s3--98ea")]
    [InlineData("b66/a69/SHA256E-s3--98ea.log.new")]
    [InlineData("b66/a69/SHA256E-s3--98ea.log.web.log2")]
    [InlineData("export.tree/b66/a69/SHA256E-s3--98ea.log")]
    public void Other_paths_are_no_logs_of_keys(string path) => Assert.Null(BranchPath.TryParse(path));

    [Fact]
    public void A_key_that_ends_like_a_log_keeps_its_name()
    {
        foreach (string name in new[] { "x.log", "x.log.web", ".log" })
            foreach (var log in Enum.GetValues<KeyLog>())
                Assert.Equal((Key.Parse($"WORM-s3-m1--{name}"), log), BranchPath.TryParse(BranchPath.Of(Key.Parse($"WORM-s3-m1--{name}"), log)));
    }

    [Fact]
    public void Old_url_logs_are_looked_for_under_the_raw_key_first()
    {
        var key = Key.Parse("URL--http://127.0.0.1:8765/web.txt");
        string dir = "remote/web/" + HashDirs.Lower(key);
        Assert.Equal([dir + "URL--http://127.0.0.1:8765/web.txt.log", dir + "URL--http&c%%127.0.0.1&c8765%web.txt.log"], BranchPath.OldUrlPaths(key));
    }

    [Theory]
    [InlineData("e7f_465_WORM-s3-m1795491292--a__b&s.txt.log", "e7f/465/WORM-s3-m1795491292--a_b&s.txt.log")]
    [InlineData("uuid.log", "uuid.log")]
    [InlineData("a____b_c", "a__b/c")]
    public void A_path_is_mangled_for_the_journal_and_back(string name, string path)
    {
        Assert.Equal(name, BranchPath.ToJournal(path));
        Assert.Equal(path, BranchPath.FromJournal(name));
    }

    [Fact]
    public void Every_log_of_a_key_goes_through_the_journal_unharmed() =>
        Gen.Select(Gen.String[Gen.OneOfConst('a', '_', '/', '&', '%', ':', '.', '\u00e9', '-'), 0, 12], Gen.Enum<KeyLog>(), Gen.Int[1, 2]).Sample((name, log, levels) =>
        {
            string path = BranchPath.Of(new Key("WORM", name, 3), log, levels);
            Assert.Equal(path, BranchPath.FromJournal(BranchPath.ToJournal(path)));
            Assert.Equal((Key.Parse($"WORM-s3--{name}"), log), BranchPath.TryParse(path, levels));
        });
}
