using Breezeway.Annex.Matching;
using Breezeway.Base.Text;

namespace Breezeway.Annex.Tests.Matching;

public class ExpressionParserTests
{
    static ParsedExpression Parse(string text) => ExpressionParser.Parse(text, TermSet.PreferredContent);

    [Theory]
    // As MID words them.
    [InlineData("foo=bar baz", "near \"foo=bar\"", "near \"baz\"")]
    [InlineData("foo foo", "near \"foo\"", "near \"foo\"")]
    [InlineData("not foo", "near \"foo\"")]
    [InlineData("(foo", "near \"foo\"")]
    [InlineData("foo(bar)baz", "near \"foo\"", "near \"bar\"", "near \"baz\"")]
    [InlineData("include=a(b)c", "near \"b\"", "near \"c\"")]
    [InlineData("AND", "near \"AND\"")]
    [InlineData("Anything", "near \"Anything\"")]
    [InlineData("anything,", "near \"anything,\"")]
    [InlineData("anything=x", "near \"anything=x\"")]
    [InlineData("nothing=", "near \"nothing=\"")]
    [InlineData("present=", "near \"present=\"")]
    [InlineData("standard=x", "near \"standard=x\"")]
    [InlineData("in=here", "near \"in=here\"")]
    [InlineData("mimetype=x", "near \"mimetype=x\"")]
    [InlineData("unlocked", "near \"unlocked\"")]
    [InlineData("want-get", "near \"want-get\"")]
    [InlineData("accessedwithin=1d", "near \"accessedwithin=1d\"")]
    [InlineData("includesamecontent=x", "near \"includesamecontent=x\"")]
    [InlineData("copies=x", "bad number for copies")]
    [InlineData("copies=", "bad number for copies")]
    [InlineData("copies", "bad number for copies")]
    [InlineData("copies=1:", "bad number for copies")]
    [InlineData("copies=1.5", "bad number for copies")]
    [InlineData("copies=1e1", "bad number for copies")]
    [InlineData("copies=--1", "bad number for copies")]
    [InlineData("copies= 1", "bad number for copies", "near \"1\"")]
    [InlineData("copies=a:b:c", "bad value for copies")]
    [InlineData("copies=1:x:y foo not )", "bad value for copies", "near \"foo\"")]
    [InlineData("lackingcopies=x", "bad value for number of lacking copies")]
    [InlineData("approxlackingcopies=", "bad value for number of lacking copies")]
    [InlineData("largerthan=x", "bad size")]
    [InlineData("largerthan=1 kb", "near \"kb\"")]
    [InlineData("smallerthan", "bad size")]
    [InlineData("balanced=g:x", "bad number for balanced")]
    [InlineData("fullybalanced=g:", "bad number for fullybalanced")]
    [InlineData("sizebalanced=a:b:1", "bad value for sizebalanced")]
    [InlineData("metadata==x", "Illegal metadata field name, \"\"")]
    [InlineData("metadata=a+b=c", "Illegal metadata field name, \"a+b\"")]
    [InlineData("metadata=-a=c", "Illegal metadata field name, \"-a\"")]
    [InlineData("metadata=a b=c", "near \"b=c\"")]
    [InlineData("a\\b", "near \"a\\\\b\"")]
    [InlineData("a\"b", "near \"a\\\"b\"")]
    [InlineData("é", "near \"\\233\"")]
    [InlineData("é1", "near \"\\233\\&1\"")]
    [InlineData("🙂x", "near \"\\128578x\"")]
    [InlineData("a\u00a0b", "near \"a\"", "near \"b\"")]
    [InlineData("metadata=é?=x", "Illegal metadata field name, \"é?\"")]
    public void Errors_are_worded_as_git_annex_words_them(string text, params string[] errors)
    {
        var parsed = Parse(ByteText.Utf8(text));
        Assert.Null(parsed.Expression);
        Assert.Equal(ByteText.Utf8(string.Join(' ', errors.Select(e => "Parse failure: " + e))), parsed.Error);
    }

    [Fact]
    public void A_byte_that_is_no_utf8_is_quoted_by_number() =>
        Assert.Equal("Parse failure: near \"\\56575x\"", Parse("\xffx").Error);

    [Theory]
    [InlineData("")]
    [InlineData(" \t\n")]
    [InlineData("include")]
    [InlineData("include=")]
    [InlineData("inbackend=")]
    [InlineData("inallgroup")]
    [InlineData("copies=-1")]
    [InlineData("copies=0x1")]
    [InlineData("copies=5x")]
    [InlineData("copies=:1")]
    [InlineData("copies=foo+:1")]
    [InlineData("copies=99999999999999999999")]
    [InlineData("metadata=x")]
    [InlineData("metadata=x>")]
    [InlineData("balanced")]
    [InlineData("balanced=g:-1")]
    [InlineData("balanced=g:lackingcopies")]
    [InlineData("url=http*")]
    [InlineData("not")]
    [InlineData(") ( or and not")]
    [InlineData("include=[a")]
    public void These_are_no_errors(string text)
    {
        var parsed = Parse(text);
        Assert.Null(parsed.Error);
        Assert.NotNull(parsed.Expression);
    }

    [Theory]
    [InlineData("include=*.c and not(largerthan=1kb)", "include=*.c and not largerthan=1000")]
    [InlineData("a=1", null)]
    [InlineData("(include=a)(include=b or include=c)", "include=a and ( include=b or include=c )")]
    [InlineData("copies=trusted+:2 copies=g:1", "copies=trusted+:2 and copies=g:1")]
    [InlineData("metadata=x<=5 or metadata=y>a", "metadata=x<=5 or metadata=y>a")]
    [InlineData("balanced=g", "balanced=g:1")]
    // Inside parentheses, a group without "and" before it falls apart.
    [InlineData("( include=a ( include=b or include=c ) )", "include=a and include=b or include=c")]
    public void An_expression_prints_as_it_was_understood(string text, string? printed) =>
        Assert.Equal(printed, Parse(text).Expression?.ToString());

    [Fact]
    public void Largefiles_has_its_own_terms()
    {
        string? Error(string text) => ExpressionParser.Parse(text, TermSet.LargeFiles).Error;
        foreach (string good in new[] { "anything", "nothing", "include=*.txt", "exclude=*", "largerthan=999", "smallerthan=1kb", "mimetype=text/*", "mimeencoding=", "unused" })
            Assert.Null(Error(good));
        foreach (string bad in new[] { "true", "false", "present", "copies=1", "standard", "metadata=x=y", "inbackend=X", "securehash", "in=here", "inpreferreddir", "balanced=x" })
            Assert.Equal($"Parse failure: near \"{bad}\"", Error(bad));
        Assert.Equal("Parse failure: bad size Parse failure: near \"foo\"", Error("largerthan=x foo"));
    }

    [Theory]
    [InlineData(1000, "text/plain", false)]
    [InlineData(1000, "image/png", true)]
    [InlineData(100, "image/png", false)]
    public void Gitattributes_need_no_spaces(long size, string type, bool large)
    {
        var e = ExpressionParser.Parse("(largerthan=100b)and(not(mimetype=text/*))", TermSet.LargeFiles).Expression!;
        var subject = new MatchSubject { File = "f", SizeFrom = () => size, MimeTypeFrom = () => type };
        Assert.Equal(large, new Evaluator(new FakeWorld()).Matches(e, subject));
    }

    [Fact]
    public void Hostile_nesting_is_refused_and_long_expressions_are_not()
    {
        Assert.Equal("Parse failure: near \"(\"", Parse(new string('(', 100_000)).Error);
        Assert.Equal("Parse failure: near \"(\"", Parse(string.Concat(Enumerable.Repeat("not ( anything and ", 100_000))).Error);
        var evaluator = new Evaluator(new FakeWorld());
        Assert.True(evaluator.Matches(Parse(string.Join(" or ", Enumerable.Repeat("nothing", 50_000)) + " or anything").Expression!, new MatchSubject()));
        Assert.False(evaluator.Matches(Parse(string.Concat(Enumerable.Repeat("not ", 50_001)) + "anything").Expression!, new MatchSubject()));
        Assert.NotNull(Parse(new string('(', 200) + "anything" + new string(')', 200)).Expression);
    }
}
