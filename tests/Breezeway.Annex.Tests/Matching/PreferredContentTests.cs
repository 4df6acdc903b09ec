using Breezeway.Annex.Keys;
using Breezeway.Annex.Matching;

namespace Breezeway.Annex.Tests.Matching;

public class PreferredContentTests
{
    static readonly Key s_key = Key.Parse("SHA256E-s2--a");
    static readonly Uuid s_me = FakeWorld.Me;

    /// <summary>What is wanted of a file that is here, and of one that is not: as MID answers, with these settings.</summary>
    static (bool Present, bool Absent) Wanted(string? preferred, string? required = null, string[]? groups = null, params (string Group, string Text)[] ofGroups)
    {
        var settings = new PreferredContentSettings(
            preferred is null ? new Dictionary<Uuid, string>() : new() { [s_me] = preferred },
            required is null ? new Dictionary<Uuid, string>() : new() { [s_me] = required },
            ofGroups.ToDictionary(g => g.Group, g => g.Text),
            new Dictionary<Uuid, IReadOnlyList<string>> { [s_me] = groups ?? [] });
        bool Ask(bool present)
        {
            var world = new FakeWorld { WantedBy = new PreferredContent(settings).Wanted };
            if (present) { world.Really.Add(s_key); world.Where[s_key] = [s_me]; }
            return new Evaluator(world).WantsGet(new MatchSubject { File = "c", Key = s_key }, s_me, byDefault: false);
        }
        return (Ask(true), Ask(false));
    }

    static readonly (bool, bool) s_all = (true, true), s_none = (false, false), s_onlyPresent = (true, false), s_onlyAbsent = (false, true);

    [Theory]
    [InlineData("foo=bar")]
    [InlineData("not foo=bar")]
    [InlineData("anything or copies=x")]
    public void What_does_not_parse_is_present(string preferred) => Assert.Equal(s_onlyPresent, Wanted(preferred));

    [Fact]
    public void Nothing_configured_leaves_the_answer_to_the_caller()
    {
        var settings = new PreferredContentSettings(new Dictionary<Uuid, string> { [s_me] = "" }, new Dictionary<Uuid, string>(), new Dictionary<string, string>(), new Dictionary<Uuid, IReadOnlyList<string>>());
        Assert.Null(new PreferredContent(settings).Wanted(s_me));
        Assert.Null(new PreferredContent(settings).Required(s_me));
        Assert.Equal(s_none, Wanted(""));
    }

    [Fact]
    public void Required_content_is_wanted_too()
    {
        Assert.Equal(s_all, Wanted("nothing", "anything"));
        Assert.Equal(s_all, Wanted(null, "include=c"));
        Assert.Equal(s_none, Wanted("nothing", "include=d"));
        Assert.Equal(s_all, Wanted("nothing", "groupwanted", ["x"], ("x", "anything")));
        Assert.Equal(s_onlyPresent, Wanted("anything", "foo"));
        Assert.Equal(s_none, Wanted(null, ""));
        Assert.Equal(s_none, Wanted("not present", "include=c"));
        Assert.Equal(s_none, Wanted("include=c", "not present"));
    }

    [Fact]
    public void Groupwanted_is_the_expression_of_the_one_group_that_has_one()
    {
        Assert.Equal(s_all, Wanted("groupwanted", null, ["x", "y"], ("x", "anything"), ("z", "nothing")));
        Assert.Equal(s_onlyPresent, Wanted("groupwanted", null, ["x", "y"], ("x", "anything"), ("y", "anything")));
        Assert.Equal(s_onlyPresent, Wanted("groupwanted", null, ["x"]));
        Assert.Equal(s_all, Wanted("groupwanted", null, ["x"], ("x", "")));
        Assert.Equal(s_onlyPresent, Wanted("groupwanted", null, ["x", "y"], ("x", "anything"), ("y", "")));
        Assert.Equal(s_onlyPresent, Wanted("groupwanted", null, ["x"], ("x", "groupwanted")));
        Assert.Equal(s_all, Wanted("groupwanted", null, ["x"], ("x", "groupwanted or anything")));
    }

    [Fact]
    public void A_groups_bad_expression_spoils_the_whole()
    {
        Assert.Equal(s_onlyPresent, Wanted("not groupwanted", null, ["x"], ("x", "foo")));
        Assert.Equal(s_onlyPresent, Wanted("anything or not groupwanted", null, ["x"], ("x", "foo")));
        Assert.Equal(s_onlyPresent, Wanted("nothing", "groupwanted", ["x"], ("x", "foo")));
    }

    [Fact]
    public void Standard_is_the_expression_of_the_one_standard_group()
    {
        Assert.Equal(s_onlyPresent, Wanted("standard"));
        Assert.Equal(s_all, Wanted("standard", null, ["backup", "own"]));
        Assert.Equal(s_none, Wanted("standard", null, ["unwanted"]));
        Assert.Equal(s_onlyPresent, Wanted("standard", null, ["unwanted", "backup"]));
        Assert.Equal(s_onlyAbsent, Wanted("standard", null, ["source"]));
        Assert.Equal(s_onlyPresent, Wanted("not standard", null, ["source"]));
        Assert.Equal(s_all, Wanted("groupwanted", null, ["x", "backup"], ("x", "standard")));
    }

    [Theory]
    [InlineData("not present")]
    [InlineData("not present or anything")]
    [InlineData("anything or not present")]
    [InlineData("not (present or nothing)")]
    [InlineData("nothing or (anything and not present)")]
    [InlineData("not not not present")]
    [InlineData("anything or not balanced=g")]
    [InlineData("anything or not sizebalanced=g:2")]
    public void What_wants_the_absent_never_matches(string preferred) => Assert.Equal(s_none, Wanted(preferred));

    [Fact]
    public void Only_an_odd_number_of_nots_counts()
    {
        Assert.Equal(s_onlyPresent, Wanted("not not present"));
        Assert.Equal(s_all, Wanted("not (not (present) and anything) or anything"));
        Assert.Equal(s_all, Wanted("anything or not fullybalanced=g"));
        Assert.Equal(s_all, Wanted("anything or not fullysizebalanced=g:2"));
    }

    [Fact]
    public void Expanded_words_count_only_by_the_not_before_them()
    {
        Assert.Equal(s_onlyAbsent, Wanted("groupwanted", null, ["x"], ("x", "not present")));
        Assert.Equal(s_none, Wanted("not groupwanted", null, ["x"], ("x", "not present")));
        Assert.Equal(s_none, Wanted("anything or not groupwanted", null, ["x"], ("x", "not present or anything")));
        Assert.Equal(s_all, Wanted("anything or not groupwanted", null, ["x"], ("x", "copies=1")));
        Assert.Equal(s_none, Wanted("anything or not groupwanted", null, ["x"], ("x", "groupwanted")));
        Assert.Equal(s_none, Wanted("anything or not standard", null, ["manual"]));
        Assert.Equal(s_all, Wanted("anything or not standard", null, ["archive"]));
        Assert.Equal(s_none, Wanted("not groupwanted", null, ["x"], ("x", "")));
    }

    [Fact]
    public void All_standard_expressions_parse()
    {
        Assert.Equal(StandardGroups.Names.Order(), StandardGroups.Expressions.Keys.Order());
        foreach (string name in StandardGroups.Names) Assert.NotNull(StandardGroups.Parsed(name));
        Assert.Null(StandardGroups.Parsed("x"));
    }
}
