using Breezeway.Annex.Keys;
using Breezeway.Annex.Matching;

namespace Breezeway.Annex.Tests.Matching;

public class MatchOptionsTests
{
    static readonly Key s_key = Key.Parse("SHA256E-s1000--a.txt");
    static readonly Uuid s_sd = new("sd");

    static Uuid ByName(string name) => name switch
    {
        "here" or "." => FakeWorld.Me,
        "" => throw new UserError("no repository name specified"),
        "sd" => s_sd,
        _ => throw new UserError($"there is no available git remote named \"{name}\""),
    };

    static Expression? Parse(params string[] words) => MatchOptions.Parse([.. words.Select(w => w.Split('=', 2)).Select(w => new MatchOption(w[0], w.Length > 1 ? w[1] : null))], ByName);

    static bool Matches(FakeWorld world, MatchSubject subject, params string[] words) => new Evaluator(world).Matches(Parse(words)!, subject);

    [Fact]
    public void No_options_are_no_expression() => Assert.Null(Parse());

    [Theory]
    [InlineData("--copies=foo", "bad number for copies")]
    [InlineData("--copies=1:2:3", "bad value for copies")]
    [InlineData("--lackingcopies=x", "bad value for number of lacking copies")]
    [InlineData("--largerthan=foo", "bad size")]
    [InlineData("--metadata=f oo=1", "Illegal metadata field name, \"f oo\"")]
    [InlineData("--in=nonexist", "there is no available git remote named \"nonexist\"")]
    [InlineData("--in=nonexist@{yesterday}", "there is no available git remote named \"nonexist\"")]
    [InlineData("--in=@foo", "no repository name specified")]
    [InlineData("--want-get-by=foo", "there is no available git remote named \"foo\"")]
    [InlineData("--accessedwithin=1H", "option --accessedwithin: failed to parse duration \"1H\" (expected eg \"5m\" or \"1h5m\")")]
    public void Bad_values_are_the_users_errors(string option, string message) =>
        Assert.Equal(message, Assert.Throws<UserError>(() => Parse(option)).Message);

    [Fact]
    public void Paths_are_taken_from_the_current_directory()
    {
        var subject = new MatchSubject { File = "a", FileFromCurrentDirectory = "../a" };
        Assert.True(Matches(new(), subject, "--include=../a"));
        Assert.False(Matches(new(), subject, "--include=a"));
        Assert.False(Matches(new(), subject, "--exclude=../*"));
        Assert.True(Matches(new(), subject, "--exclude=a"));
    }

    [Fact]
    public void Same_content_is_that_of_other_files()
    {
        var subject = new MatchSubject { File = "a", FileFromCurrentDirectory = "a", OtherFilesFrom = () => ["d/b"] };
        Assert.True(Matches(new(), subject, "--includesamecontent=d/*"));
        Assert.False(Matches(new(), subject, "--includesamecontent=a"));
        Assert.False(Matches(new(), subject, "--excludesamecontent=*"));
        Assert.True(Matches(new(), subject, "--excludesamecontent=x"));
    }

    [Fact]
    public void In_checks_the_object_here_and_the_log_elsewhere()
    {
        var subject = new MatchSubject { Key = s_key };
        var world = new FakeWorld { Where = { [s_key] = [FakeWorld.Me, s_sd] } };
        Assert.False(Matches(world, subject, "--in=here"));
        Assert.True(Matches(world, subject, "--expected-present"));
        Assert.True(Matches(world, subject, "--in=sd"));
        world.Really.Add(s_key);
        Assert.True(Matches(world, subject, "--in=."));
        Assert.False(Matches(world, subject, "--not", "--in=here"));
    }

    [Fact]
    public void In_can_look_back_in_time()
    {
        var subject = new MatchSubject { Key = s_key };
        var world = new FakeWorld { Then = { ["{yesterday}"] = [s_sd] } };
        Assert.True(Matches(world, subject, "--in=sd@{yesterday}"));
        Assert.False(Matches(world, subject, "--in=here@{yesterday}"));
        Assert.False(Matches(world, subject, "--in=sd@now"));
    }

    [Fact]
    public void Access_is_looked_up_within_a_duration()
    {
        var world = new FakeWorld();
        var subject = new MatchSubject { LastAccessFrom = () => world.Now.AddMinutes(-10) };
        Assert.True(Matches(world, subject, "--accessedwithin=1h"));
        Assert.False(Matches(world, subject, "--accessedwithin=5"));
        Assert.False(Matches(world, new MatchSubject(), "--accessedwithin=1y"));
    }

    [Fact]
    public void Locked_and_unlocked_are_asked_of_files()
    {
        Assert.True(Matches(new(), new MatchSubject { UnlockedFrom = () => true }, "--unlocked"));
        Assert.False(Matches(new(), new MatchSubject { UnlockedFrom = () => true }, "--locked"));
        Assert.True(Matches(new(), new MatchSubject { UnlockedFrom = () => false }, "--locked"));
        Assert.False(Matches(new(), new MatchSubject(), "--locked"));
        Assert.False(Matches(new(), new MatchSubject(), "--unlocked"));
    }

    [Fact]
    public void What_is_wanted_can_be_asked_for_any_repository()
    {
        var world = new FakeWorld { Wants = { [s_sd] = new Term.Include(new Glob("a")) } };
        var a = new MatchSubject { File = "a", Key = s_key };
        Assert.True(Matches(world, a, "--want-get-by=sd"));
        Assert.False(Matches(world, a, "--want-drop-by=sd"));
        // Nothing configured.
        Assert.False(Matches(world, a, "--want-get"));
        Assert.True(Matches(world, a, "--want-drop"));
        // Without a file.
        Assert.False(Matches(world, new MatchSubject { Key = s_key }, "--want-get-by=sd"));
        Assert.True(Matches(world, new MatchSubject { Key = s_key }, "--want-drop-by=sd"));
    }

    [Fact]
    public void How_long_the_log_has_said_so_can_be_asked()
    {
        var world = new FakeWorld();
        world.Changes[s_sd] = (true, world.Now.AddDays(-3));
        var subject = new MatchSubject { Key = s_key };
        Assert.True(Matches(world, subject, "--presentsince=sd:2d"));
        Assert.False(Matches(world, subject, "--presentsince=sd:4d"));
        Assert.False(Matches(world, subject, "--lackingsince=sd:2d"));
        Assert.True(Matches(world, subject, "--changedsince=sd:4d"));
        Assert.False(Matches(world, subject, "--changedsince=sd:2d"));
        Assert.False(Matches(world, subject, "--changedsince=here:2d"));
    }

    [Theory]
    [InlineData(false, "--copies=0")]
    [InlineData(false, "--want-get")]
    [InlineData(false, "--mimetype=text/*")]
    [InlineData(true, "--include=x")]
    [InlineData(true, "--copies=0", "--or", "--not", "-(", "--exclude=x", "-)")]
    [InlineData(true, "--includesamecontent=x")]
    [InlineData(true, "--unlocked")]
    [InlineData(true, "--locked")]
    public void Options_that_need_a_file_name_are_known(bool needs, params string[] words) => Assert.Equal(needs, Parse(words)!.NeedsFileName);

    [Fact]
    public void All_names_are_understood()
    {
        foreach (string name in MatchOptions.Names)
        {
            string? value = !MatchOptions.TakesValue(name) ? null : name.EndsWith("since", StringComparison.Ordinal) ? "sd:1d"
                : name is "--accessedwithin" ? "1d" : name.Contains("by", StringComparison.Ordinal) || name is "--in" ? "sd" : "1";
            Assert.NotNull(MatchOptions.Parse([new(name, value)], ByName));
        }
    }
}
