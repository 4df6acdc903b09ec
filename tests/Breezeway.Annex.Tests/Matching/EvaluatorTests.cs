using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;
using Breezeway.Annex.Matching;

namespace Breezeway.Annex.Tests.Matching;

public class EvaluatorTests
{
    static readonly Key s_key = Key.Parse("SHA256E-s1000--a.txt"), s_sizeless = Key.Parse("URL--x");
    static readonly Uuid s_me = FakeWorld.Me, s_a = new("a"), s_b = new("b"), s_c = new("c");

    static Expression Parse(string text) => ExpressionParser.Parse(text, TermSet.PreferredContent).Expression!;
    static bool Matches(FakeWorld world, string text, Key? key = null, string? file = null) =>
        new Evaluator(world).Matches(Parse(text), new MatchSubject { File = file, Key = key ?? s_key });

    [Fact]
    public void Sizes_are_compared_strictly()
    {
        var world = new FakeWorld();
        Assert.True(Matches(world, "largerthan=999"));
        Assert.False(Matches(world, "largerthan=1kb"));
        Assert.True(Matches(world, "smallerthan=1001"));
        Assert.False(Matches(world, "smallerthan=1kb"));
        Assert.False(Matches(world, "largerthan=0", s_sizeless));
        Assert.True(Matches(world, "smallerthan=0", s_sizeless));
        Assert.True(Matches(world, "largerthan=-1"));
    }

    [Fact]
    public void Without_a_file_no_name_matches()
    {
        var world = new FakeWorld();
        Assert.False(Matches(world, "include=*"));
        Assert.True(Matches(world, "exclude=*"));
        Assert.False(Matches(world, "inpreferreddir"));
    }

    [Theory]
    [InlineData("public/a", null, true)]
    [InlineData("x/public/a", null, true)]
    [InlineData("x/public", null, false)]
    [InlineData("xpublic/a", null, false)]
    [InlineData("public/a", "pub", false)]
    [InlineData("d/pub/a", "pub", true)]
    [InlineData("public/a", "", true)]
    public void The_preferred_directory_is_a_component_of_the_path(string file, string? directory, bool matches)
    {
        var world = new FakeWorld();
        if (directory is not null) world.Directories[s_me] = directory;
        Assert.Equal(matches, Matches(world, "inpreferreddir", file: file));
    }

    [Fact]
    public void Unused_is_asked_of_keys_only()
    {
        var world = new FakeWorld { UnusedKeys = { s_key } };
        Assert.True(Matches(world, "unused"));
        Assert.False(Matches(world, "unused", file: "f"));
        Assert.False(Matches(world, "unused", s_sizeless));
    }

    [Fact]
    public void Terms_about_keys_do_not_match_without_one()
    {
        var evaluator = new Evaluator(new FakeWorld());
        foreach (string term in new[] { "present", "copies=0", "inbackend=WORM", "securehash", "inallgroup=x", "metadata=x=*", "lackingcopies=0", "fullybalanced=g" })
            Assert.False(evaluator.Matches(Parse(term), new MatchSubject { File = "f" }), term);
    }

    [Fact]
    public void Want_drop_looks_away_from_the_copy_in_question_except_for_present()
    {
        var world = new FakeWorld { Where = { [s_key] = [s_me, s_a] }, Really = { s_key }, GroupsOf = { [s_me] = ["g"], [s_a] = ["g"] }, Copies = (_, _) => 2 };
        var evaluator = new Evaluator(world);
        bool Drops(string wanted)
        {
            world.Wants[s_me] = Parse(wanted);
            return evaluator.WantsDrop(new MatchSubject { File = "f", Key = s_key }, s_me, byDefault: false);
        }
        Assert.False(Drops("present"));
        Assert.True(Drops("copies=2"));
        Assert.False(Drops("copies=1"));
        Assert.True(Drops("copies=g:2"));
        Assert.True(Drops("inallgroup=g"));
        Assert.False(Drops("lackingcopies=1"));
        Assert.False(Drops("onlyingroup=g"));
        world.Where[s_key] = [s_me];
        Assert.True(Drops("onlyingroup=g"));
        Assert.False(Drops("balanced=g"));
    }

    [Fact]
    public void One_file_that_is_wanted_keeps_the_content()
    {
        var world = new FakeWorld { Where = { [s_key] = [s_me] }, Wants = { [s_me] = Parse("include=b") } };
        var evaluator = new Evaluator(world);
        MatchSubject[] files = [new() { File = "a", Key = s_key }, new() { File = "b", Key = s_key }];
        Assert.True(evaluator.WantsDrop([files[0]], s_me, byDefault: false));
        Assert.False(evaluator.WantsDrop(files, s_me, byDefault: true));
    }

    [Fact]
    public void Without_an_expression_the_caller_decides()
    {
        var evaluator = new Evaluator(new FakeWorld());
        var subject = new MatchSubject { File = "a", Key = s_key };
        foreach (bool b in new[] { true, false })
        {
            Assert.Equal(b, evaluator.WantsGet(subject, s_a, b));
            Assert.Equal(b, evaluator.WantsDrop(subject, s_a, b));
        }
    }

    [Fact]
    public void Nothing_is_asked_that_is_not_needed()
    {
        var asked = new List<string>();
        var subject = new MatchSubject { File = "f", MimeTypeFrom = () => { asked.Add("type"); return "text/plain"; } };
        var evaluator = new Evaluator(new FakeWorld());
        bool Large(string text) => evaluator.Matches(ExpressionParser.Parse(text, TermSet.LargeFiles).Expression!, subject);
        Assert.False(Large("nothing and mimetype=text/*"));
        Assert.True(Large("anything or mimetype=text/*"));
        Assert.Empty(asked);
        Assert.True(Large("mimetype=text/* and mimetype=*plain"));
        Assert.False(Large("mimetype=TEXT/*"));
        Assert.Single(asked);
    }

    [Theory]
    [InlineData("tag=foo", true)]
    [InlineData("TAG=F*", true)]
    [InlineData("tag=[!f]oo", false)]
    [InlineData("num=1*", true)]
    [InlineData("num>9", true)]
    [InlineData("num>=10", true)]
    [InlineData("num>10", true)]        // by x, as text
    [InlineData("num<9", false)]
    [InlineData("num<11", true)]
    [InlineData("num<=10", true)]
    [InlineData("v<2", true)]
    [InlineData("v>1.4", true)]
    [InlineData("v=1.50", false)]
    [InlineData("v>=1.50", true)]
    [InlineData("v<=01.5", true)]
    [InlineData("v<0x2", true)]
    [InlineData("v<.5", false)]
    [InlineData("v<1.5e0", false)]
    [InlineData("v<=1.500x", true)]
    [InlineData("date>2019", true)]
    [InlineData("date<2021-01", true)]
    [InlineData("date<2019", false)]
    [InlineData("tag<foo", true)]
    [InlineData("tag<FOP", false)]
    [InlineData("tag>fop", false)]
    [InlineData("tag>=Foo", true)]
    [InlineData("e=", true)]
    [InlineData("nope=*", false)]
    [InlineData("num=", false)]
    [InlineData("num>", true)]
    public void Metadata_is_compared_as_git_annex_compares_it(string test, bool matches)
    {
        var world = new FakeWorld
        {
            Fields = { [(s_key, "num")] = ["10", "x"], [(s_key, "tag")] = ["Foo"], [(s_key, "e")] = [""], [(s_key, "v")] = ["1.5"], [(s_key, "date")] = ["2020-01-02"] },
        };
        Assert.Equal(matches, Matches(world, "metadata=" + test));
    }

    [Theory]
    [InlineData("SHA256E", true)]
    [InlineData("SHA224", true)]
    [InlineData("SHA3_512E", true)]
    [InlineData("SKEIN512E", true)]
    [InlineData("BLAKE2B512E", true)]
    [InlineData("BLAKE2B160", true)]
    [InlineData("BLAKE2SP256", true)]
    [InlineData("BLAKE2BP512", true)]
    [InlineData("VURL", true)]
    [InlineData("GITBUNDLE", true)]
    [InlineData("SHA1E", false)]
    [InlineData("MD5", false)]
    [InlineData("WORM", false)]
    [InlineData("URL", false)]
    [InlineData("GITMANIFEST", false)]
    [InlineData("XSHA256", false)]
    public void Secure_hashes_are_known_by_name(string variety, bool secure) =>
        Assert.Equal(secure, Matches(new FakeWorld(), "securehash", Key.Parse(variety + "-s1--a")));

    [Fact]
    public void Urls_match_by_glob() => Assert.True(Matches(new FakeWorld { UrlList = { "https://example.com/a" } }, "url=https://*/a"));

    [Fact]
    public void Balanced_by_lackingcopies_takes_as_many_as_are_lacking()
    {
        var world = new FakeWorld { GroupsOf = { [s_a] = ["g"], [s_b] = ["g"], [s_c] = ["g"] }, Copies = (_, _) => 3, Where = { [s_key] = [s_me] } };
        var evaluator = new Evaluator(world);
        int Takers() => new[] { s_a, s_b, s_c }.Count(u => evaluator.Matches(Parse("fullybalanced=g:lackingcopies"), new MatchSubject { Key = s_key }, u));
        Assert.Equal(2, Takers());
        world.TrustLevels[s_me] = TrustLevel.Untrusted;
        Assert.Equal(3, Takers());
        world.Copies = (_, _) => 1;
        world.TrustLevels[s_me] = TrustLevel.Trusted;
        Assert.Equal(0, Takers());
    }
}
