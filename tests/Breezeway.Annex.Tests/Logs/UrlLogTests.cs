using Breezeway.Annex.Logs;

namespace Breezeway.Annex.Tests.Logs;

public class UrlLogTests
{
    readonly LogClock _clock = new(FixedTime.At1795491028);

    [Fact]
    public void A_prefix_says_who_fetches_it()
    {
        const string text = "5s 1 http://a\n5s 1 yt:http://b\n5s 1 quvi:http://c\n5s 1 :magnet:d\n5s 0 http://e\n";
        Assert.Equal([new("magnet:d", UrlBy.Other), new("http://a", UrlBy.Web), new("http://c", UrlBy.YtDlp), new KeyUrl("http://b", UrlBy.YtDlp)], UrlLog.Parse(text));
        Assert.Equal([":magnet:d", "http://a", "yt:http://b"], new KeyUrl[] { new("magnet:d", UrlBy.Other), new("http://a", UrlBy.Web), new("http://b", UrlBy.YtDlp) }.Select(u => u.ToString()));
    }

    [Fact]
    public void Adding_appends_and_removing_rewrites()
    {
        string text = UrlLog.Change("5s 1 http://b\n3s 1 http://c\n", new("http://a", UrlBy.Web), true, _clock)!;
        Assert.Equal("5s 1 http://b\n3s 1 http://c\n1795491028s 1 http://a\n", text);
        Assert.Equal("1795491028s 1 http://a\n1795491028s 0 http://b\n3s 1 http://c\n", UrlLog.Change(text, new("http://b", UrlBy.Web), false, _clock));
        Assert.Null(UrlLog.Change(text, new("http://a", UrlBy.Web), true, _clock));
        Assert.Null(UrlLog.Change(text, new("http://d", UrlBy.Web), false, _clock));
    }

    [Theory]
    [InlineData("5s 1 :x\n", false)]
    [InlineData("5s 1 :x\n5s 1 yt:y\n", true)]
    [InlineData("5s 0 x\n", false)]
    public void The_web_has_what_has_a_url_of_its_own(string text, bool web) => Assert.Equal(web, UrlLog.IsOnWeb(text));
}
