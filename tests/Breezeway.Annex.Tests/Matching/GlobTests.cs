using Breezeway.Annex.Matching;
using Breezeway.Base.Text;

namespace Breezeway.Annex.Tests.Matching;

public class GlobTests
{
    [Theory]
    // As MID's find --include answers.
    [InlineData("*", "d/archive/y.bin", true)]
    [InlineData("*", "", true)]
    [InlineData("", "a", false)]
    [InlineData("", "", true)]
    [InlineData("a?b", "a*b", true)]
    [InlineData("a?b", "ab", false)]
    [InlineData("a[*]b", "a*b", true)]
    [InlineData("a[*]b", "axb", false)]
    [InlineData("[[]q]", "[q]", true)]
    [InlineData("[!a]", "b", true)]
    [InlineData("[!a]", "a", false)]
    [InlineData("[^a]", "a", false)]
    [InlineData("[^a]", "b", true)]
    [InlineData("[a-c]", "b", true)]
    [InlineData("[a-c]", "-", false)]
    [InlineData("[]a]", "a", true)]
    [InlineData("[]a]", "]", true)]
    [InlineData("[!]a]", "]", false)]
    [InlineData("[!]a]", "x", true)]
    [InlineData("a[a-]b", "a-b", true)]
    [InlineData("a[-a]b", "a-b", true)]
    [InlineData("[[:alpha:]]", "a", true)]
    [InlineData("[[:alpha:]]", "1", false)]
    [InlineData("[[:digit:]x]", "x", true)]
    [InlineData("A*", "a", false)]
    [InlineData("d/*", "d/archive/y.bin", true)]
    [InlineData("d*y.bin", "d/archive/y.bin", true)]
    [InlineData("D/*", "d/x", false)]
    [InlineData("**/*.bin", "d/archive/y.bin", true)]
    [InlineData("d/**/y.bin", "d/archive/y.bin", true)]
    [InlineData("{a,b}", "a", false)]
    [InlineData(".?", "a", false)]
    [InlineData("d?x.txt", "d/x.txt", true)]
    [InlineData("d[/]x.txt", "d/x.txt", true)]
    [InlineData("d//x.txt", "d/x.txt", false)]
    [InlineData("d/x.txt", "d//x.txt", true)]
    [InlineData("d/x.txt", "d///x.txt", true)]
    [InlineData("d//x.txt", "d///x.txt", true)]
    [InlineData("d/?", "d//", true)]
    [InlineData("d/", "d", false)]
    [InlineData("a\\*b", "a\\*b", true)]
    [InlineData("a\\*b", "a\\b", true)]
    [InlineData("a\\*b", "a*b", false)]
    [InlineData("\\a", "a", false)]
    [InlineData("n*l", "n\nl", true)]
    [InlineData("n?l", "n\nl", true)]
    [InlineData("./a", "a", false)]
    [InlineData("it's+(1).txt", "it's+(1).txt", true)]
    [InlineData("^a$", "a", false)]
    // Never closed: itself.
    [InlineData("[a", "[a", true)]
    [InlineData("[a", "a", false)]
    [InlineData("[]", "[]", true)]
    [InlineData("[!]", "[!]", true)]
    [InlineData("*[", "x[", true)]
    public void A_glob_matches_the_whole_text(string pattern, string text, bool matches) =>
        Assert.Equal(matches, new Glob(pattern).IsMatch(text));

    [Theory]
    [InlineData("?", "é", true)]
    [InlineData("??", "é", false)]
    [InlineData("[é]", "é", true)]
    [InlineData("[à-ï]", "é", true)]
    [InlineData("[!é]", "é", false)]
    [InlineData("*é", "caf\u00e9", true)]
    [InlineData("?", "😀", true)]
    public void Characters_are_those_of_utf8(string pattern, string text, bool matches) =>
        Assert.Equal(matches, new Glob(ByteText.Utf8(pattern)).IsMatch(ByteText.Utf8(text)));

    [Theory]
    [InlineData("foo", "Foo", true)]
    [InlineData("FOO*", "foobar", true)]
    [InlineData("[f]oo", "Foo", true)]
    [InlineData("[F]oo", "foo", true)]
    [InlineData("[!f]oo", "Foo", false)]
    [InlineData("É", "é", true)]
    [InlineData("[É]", "é", true)]
    [InlineData("fop", "Foo", false)]
    public void Case_can_be_ignored(string pattern, string text, bool matches) =>
        Assert.Equal(matches, new Glob(ByteText.Utf8(pattern), ignoreCase: true).IsMatch(ByteText.Utf8(text)));

    [Fact]
    public void Bytes_that_are_no_utf8_are_one_character_each()
    {
        Assert.True(new Glob("a??").IsMatch("a\xff\xfe"));
        Assert.True(new Glob("a\xff*").IsMatch("a\xff\xfe"));
        Assert.False(new Glob("a\xff").IsMatch("a\xfe"));
        Assert.True(new Glob("?").IsMatch("\xC3"));
    }

    [Fact]
    public void Many_stars_do_not_blow_up()
    {
        var glob = new Glob(string.Concat(Enumerable.Repeat("*a", 200)) + "b");
        Assert.False(glob.IsMatch(new string('a', 20_000)));
        Assert.True(glob.IsMatch(new string('a', 20_000) + "b"));
        Assert.False(new Glob(string.Concat(Enumerable.Repeat("/", 300)) + "x").IsMatch(new string('/', 20_000)));
    }

    [Fact]
    public void Globs_of_equal_pattern_are_equal()
    {
        Assert.Equal(new Glob("a*"), new Glob("a*"));
        Assert.NotEqual(new Glob("a*"), new Glob("a*", true));
    }
}
