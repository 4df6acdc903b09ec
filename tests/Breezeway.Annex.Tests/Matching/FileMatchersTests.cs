using Breezeway.Annex.Matching;

namespace Breezeway.Annex.Tests.Matching;

public class FileMatchersTests
{
    static bool? Matches(Expression? e) => e is null ? null : new Evaluator(new FakeWorld()).Matches(e, new MatchSubject { File = "t" });

    [Fact]
    public void Git_config_goes_before_attributes_before_the_log()
    {
        Assert.Null(LargeFiles.Configured(null, null, null));
        Assert.Null(LargeFiles.Configured(null, "", null));
        Assert.True(Matches(LargeFiles.Configured("anything", "nothing", "nothing")));
        Assert.True(Matches(LargeFiles.Configured("", "nothing", "nothing")));
        Assert.True(Matches(LargeFiles.Configured(null, "anything", "nothing")));
        Assert.False(Matches(LargeFiles.Configured(null, "", "nothing")));
        Assert.True(Matches(LargeFiles.Configured(null, null, "")));
    }

    [Fact]
    public void A_bad_largefiles_names_its_source()
    {
        string Error(string? config, string? attribute, string? log) => Assert.Throws<UserError>(() => LargeFiles.Configured(config, attribute, log)).Message;
        Assert.Equal("bad annex.largefiles configuration in git config: Parse failure: near \"foo\" Parse failure: near \"bar\"", Error("foo bar", null, null));
        Assert.Equal("bad annex.largefiles configuration in git config: Parse failure: near \"true\"", Error("true", null, null));
        Assert.Equal("bad annex.largefiles configuration in gitattributes: Parse failure: near \"set\"", Error(null, "set", null));
        Assert.Equal("bad annex.largefiles configuration in git-annex config: Parse failure: near \"foo\"", Error(null, null, "foo"));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("TRUE", true)]
    [InlineData("yes", true)]
    [InlineData("on", true)]
    [InlineData("1", true)]
    [InlineData("anything", true)]
    [InlineData("include=t", true)]
    [InlineData("false", false)]
    [InlineData("no", false)]
    [InlineData("0", false)]
    [InlineData("off", false)]
    [InlineData("", false)]
    [InlineData("nothing", false)]
    [InlineData("include=u", false)]
    public void Addunlocked_is_a_boolean_or_an_expression(string value, bool unlocked)
    {
        Assert.Equal(unlocked, Matches(AddUnlocked.Configured(value, unlocked ? "false" : "true")));
        Assert.Equal(unlocked, Matches(AddUnlocked.Configured(null, value)));
    }

    [Fact]
    public void Addunlocked_is_off_by_default_and_names_the_source_of_an_error()
    {
        Assert.False(Matches(AddUnlocked.Configured(null, null)));
        Assert.Equal("bad annex.addunlocked configuration in git config: Parse failure: near \"bar\" Parse failure: near \"true\"",
            Assert.Throws<UserError>(() => AddUnlocked.Configured("bar or true", null)).Message);
        Assert.Equal("bad annex.addunlocked configuration in git annex config: Parse failure: near \"foo\"",
            Assert.Throws<UserError>(() => AddUnlocked.Configured(null, "foo")).Message);
    }
}
