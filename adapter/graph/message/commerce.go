package message

import "frontdesk"

// commerce is products as Meta reads them.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/catalogs/share-products
func commerce(i frontdesk.Interactive) (kind string, action object) {
	switch i.Form {
	case frontdesk.FormProduct:
		return "product", object{"catalog_id": i.Catalog, "product_retailer_id": i.SKU}
	case frontdesk.FormProducts:
		return "product_list", object{"catalog_id": i.Catalog, "sections": shelves(i.Shelves)}
	}
	thumbnail := object{}
	put(thumbnail, "thumbnail_product_retailer_id", i.SKU)
	return "catalog_message", named("catalog_message", thumbnail)
}

func shelves(all []frontdesk.Shelf) (list []object) {
	for _, s := range all {
		var items []object
		for _, sku := range s.SKUs {
			items = append(items, object{"product_retailer_id": sku})
		}
		section := object{"product_items": items}
		put(section, "title", s.Title)
		list = append(list, section)
	}
	return list
}
